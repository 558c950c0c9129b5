export type { AudioFile } from './audio-file.ts';
export { openAudioFile } from './audio-file.ts';
export type {
  Capture,
  CaptureDrops,
  CapturedPicture,
  CaptureOptions,
  CaptureWarning,
  Crop,
} from './capture/capture.ts';
export type { Converter } from './capture/converter.ts';
export { createConverter } from './capture/converter.ts';
export { listCameras, type PresentCamera } from './capture/list-cameras.ts';
export { openCapture } from './capture/open-capture.ts';
export { openSteadyCapture } from './capture/steady-capture.ts';
export type { ChooseSizeOptions, PictureCost, SizeChoice } from './choose-size.ts';
export { bitrateFor, chooseSize, SIZES } from './choose-size.ts';
export type { BestEncoder, BestEncoderOptions, RejectedEncoder } from './codec/best-encoder.ts';
export { openBestEncoder } from './codec/best-encoder.ts';
export type { DecodedPicture } from './codec/decoded-picture.ts';
export type { EncoderChoice, EncoderOrderOptions, EncoderPreference } from './codec/encoder-order.ts';
export { encoderOrder } from './codec/encoder-order.ts';
export type { EncoderChange, LastingEncoder, LastingEncoderOptions } from './codec/lasting-encoder.ts';
export { openLastingEncoder } from './codec/lasting-encoder.ts';
export type { OpusDecoder, OpusEncoder, OpusEncoderOptions } from './codec/opus.ts';
export {
  CHANNELS,
  OPUS_LOOKAHEAD_FRAMES,
  openOpusDecoder,
  openOpusEncoder,
  SAMPLE_RATE,
} from './codec/opus.ts';
export { allocateFrame } from './codec/picture-frame.ts';
export { leastBitrateFor } from './codec/rate.ts';
export type { Sequence } from './codec/sequence.ts';
export { readSequence } from './codec/sequence.ts';
export {
  openSoundDecoder,
  openSoundEncoder,
  type SoundCodec,
  type SoundDecoder,
  type SoundEncoder,
  type SoundEncoderOptions,
  type SoundFrameMs,
} from './codec/sound-codec.ts';
export type { VideoCodec } from './codec/video-codec.ts';
export { codecOf, isKeyframe, VIDEO_CODECS } from './codec/video-codec.ts';
export type { VideoDecoder, VideoDecoderOptions } from './codec/video-decoder.ts';
export { decodableCodecs, openVideoDecoder } from './codec/video-decoder.ts';
export type { EncodedPicture, VideoEncoder, VideoEncoderOptions } from './codec/video-encoder.ts';
export { openVideoEncoder } from './codec/video-encoder.ts';
export type { MediaErrorCode } from './error.ts';
export { MediaError } from './error.ts';
export { FLASH_EVERY_US, FLASH_US, isFlash, type LampBox, lampBox, lightLamp } from './room/lamp.ts';
export type { Target, TestRoom } from './room/test-room.ts';
export { createTestRoom } from './room/test-room.ts';
export type { Size } from './size.ts';
export { greyStampChroma, readStamp, type StampBox, stampBox, stampCells, writeStamp } from './stamp.ts';
export { type FoundStamp, findStamp, findStamps, findStampsInLuma } from './stamp-finder.ts';
