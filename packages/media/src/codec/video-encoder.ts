import { availableParallelism } from 'node:os';
import type { Frame } from 'node-av/lib';
import { MediaError } from '../error.ts';
import type { Size } from '../size.ts';
import { FfmpegEncoder } from './ffmpeg-encoder.ts';
import { KNOWN_ENCODERS, knownEncoder } from './known-encoders.ts';
import type { VideoCodec } from './video-codec.ts';

export interface VideoEncoderOptions {
  /** Even width and height, 16 to 8192 pixels each, and no more than 8192x4352 pixels in all. */
  readonly size: Size;
  /** Frames a second, 1 to 240. One frame's share of the bitrate, and the time in which the picture is refreshed, follow from it. */
  readonly fps: number;
  /** Bits a second, 50,000 to 1,000,000,000. */
  readonly bitrateBps: number;
  /** Slices that are encoded at the same time, 1 to 16; hardware has its own. Default: one per core, at most 4. */
  readonly threads?: number;
  /** FFmpeg's name of the encoder, one of those that {@link encoderOrder} knows. Default `libx264`. */
  readonly name?: string;
}

/** One encoded picture. The encoder reuses this object: it is valid until the next `encode` or `close`. */
export interface EncodedPicture {
  /**
   * H.264 and HEVC: an access unit, Annex B. AV1: a temporal unit, low-overhead OBUs. A keyframe begins with its parameter sets, from
   * which `codecOf` tells the codec.
   */
  readonly data: Uint8Array;
  /** A picture from which a decoder can start. */
  readonly keyframe: boolean;
  /** As it was handed in. */
  readonly capturedUs: number;
}

export interface VideoEncoder {
  /** FFmpeg's name of it, such as `libx264`. */
  readonly name: string;
  readonly codec: VideoCodec;
  readonly hardware: boolean;
  readonly size: Size;
  /**
   * Encodes a picture (yuv420p or nv12, BT.709 limited range) and gives it back at once. The first one is a keyframe. The frame is read
   * during the call only; its `pts` and `pictType` are set.
   *
   * @param keyframe begin anew with a keyframe, held to one frame's share of the bitrate like any other
   * @throws MediaError `encoder` when FFmpeg fails or withholds the picture, `bad-spec` for a frame of another size or format
   */
  encode(frame: Frame, capturedUs: number, options?: { readonly keyframe?: boolean }): EncodedPicture;
  /**
   * From the next frame on a frame's share is `bitrateBps / fps`. Frames may come slower or faster than the encoder was opened for.
   *
   * @param bitrateBps bits a second, 50,000 to 1,000,000,000
   * @param fps 1 to 240
   */
  setRate(bitrateBps: number, fps: number): void;
  close(): void;
  [Symbol.dispose](): void;
}

/**
 * Opens one encoder for the least delay: no B-frames and no look-ahead; each frame held to its share of the bitrate (a one-frame
 * buffer), so that it leaves the network in a frame's time; keyframes on demand only, with their parameter sets; BT.709 limited range,
 * and no output delay, signalled to the decoder. libx264 refreshes the picture with a wave of intra blocks about every second.
 *
 * @throws MediaError `bad-spec` for a size, rate or count that is out of range or an unknown name, `unsupported` when this build of FFmpeg
 * has no such encoder, `encoder` when it doesn't open
 */
export function openVideoEncoder(options: VideoEncoderOptions): VideoEncoder {
  const { name = 'libx264', threads = Math.min(availableParallelism(), 4) } = options;
  const known = knownEncoder(name);
  if (known === undefined) {
    const names = KNOWN_ENCODERS.map((one) => one.name).join(', ');
    throw new MediaError('bad-spec', `there is no encoder ${name}; known are ${names}`, { subject: name });
  }
  return new FfmpegEncoder(known, { ...options, threads });
}
