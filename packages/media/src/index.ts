export { isKeyframe } from './codec/annex-b.ts';
export type { OpusDecoder, OpusEncoder, OpusEncoderOptions } from './codec/opus.ts';
export {
  CHANNELS,
  OPUS_LOOKAHEAD_FRAMES,
  openOpusDecoder,
  openOpusEncoder,
  SAMPLE_RATE,
} from './codec/opus.ts';
export type { Sequence } from './codec/sequence.ts';
export { readSequence } from './codec/sequence.ts';
export type { DecodedPicture, VideoDecoder, VideoDecoderOptions } from './codec/video-decoder.ts';
export { openVideoDecoder } from './codec/video-decoder.ts';
export type { EncodedPicture, VideoEncoder, VideoEncoderOptions } from './codec/video-encoder.ts';
export { openVideoEncoder } from './codec/video-encoder.ts';
export type { MediaErrorCode } from './error.ts';
export { MediaError } from './error.ts';
