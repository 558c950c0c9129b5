import { availableParallelism } from 'node:os';
import type { AVPixelFormat } from 'node-av/constants';
import {
  AV_PICTURE_TYPE_I,
  AV_PICTURE_TYPE_NONE,
  AV_PIX_FMT_NV12,
  AV_PIX_FMT_YUV420P,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
  FF_ENCODER_LIBX264,
} from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import { Codec, CodecContext, Packet, Rational } from 'node-av/lib';
import { MediaError } from '../error.ts';
import type { Size } from '../size.ts';
import { isKeyframe } from './annex-b.ts';
import { errorText, openCodec } from './ffmpeg.ts';

export interface VideoEncoderOptions {
  /** Even width and height, 16 to 8192 pixels each. */
  readonly size: Size;
  /** Frames a second, 1 to 240. One frame's share of the bitrate, and the time in which the picture is refreshed, follow from it. */
  readonly fps: number;
  /** Bits a second, 50,000 to 1,000,000,000. */
  readonly bitrateBps: number;
  /** Slices that are encoded at the same time, 1 to 16. Default: one per core, at most 4. */
  readonly threads?: number;
}

/** One encoded picture. The encoder reuses this object: it is valid until the next `encode` or `close`. */
export interface EncodedPicture {
  /** H.264 access unit, Annex B. A keyframe begins with its parameter sets. */
  readonly data: Uint8Array;
  /** An IDR picture. */
  readonly keyframe: boolean;
  /** As it was handed in. */
  readonly capturedUs: number;
}

export interface VideoEncoder {
  /** FFmpeg's name of it, such as `libx264`. */
  readonly name: string;
  readonly size: Size;
  /**
   * Encodes a picture (yuv420p or nv12, BT.709 limited range) and gives it back at once. The first one is a keyframe. The frame is read
   * during the call only; its `pts` and `pictType` are set.
   *
   * @param keyframe begin anew with an IDR picture, held to one frame's share of the bitrate like any other
   * @throws MediaError `encoder` when FFmpeg fails or withholds the picture, `bad-spec` for a frame of another size or format
   */
  encode(frame: Frame, capturedUs: number, options?: { readonly keyframe?: boolean }): EncodedPicture;
  /** Bits a second from the next frame on, 50,000 to 1,000,000,000. */
  setBitrate(bitrateBps: number): void;
  close(): void;
  [Symbol.dispose](): void;
}

/**
 * Opens libx264 for the least delay: no B-frames and no look-ahead; slices encoded side by side; each frame held to its share of the
 * bitrate (a one-frame buffer), so that it leaves the network in a frame's time; a wave of intra refresh about every second
 * instead of keyframes, so that the picture heals by itself; BT.709 limited range, and no output delay, signalled to the decoder.
 *
 * @throws MediaError `bad-spec` for a size, rate or count that is out of range, `encoder` when libx264 doesn't open
 */
export function openVideoEncoder(options: VideoEncoderOptions): VideoEncoder {
  return new X264Encoder(options);
}

const MIN_BITRATE_BPS = 50_000;
const MAX_BITRATE_BPS = 1_000_000_000;

class X264Encoder implements VideoEncoder {
  readonly name = 'libx264';
  readonly size: Size;
  readonly #fps: number;
  readonly #threads: number;
  readonly #packet: Packet = new Packet();
  readonly #encoded: { data: Uint8Array; keyframe: boolean; capturedUs: number } = {
    data: EMPTY,
    keyframe: false,
    capturedUs: 0,
  };
  #bitrateBps: number;
  #context: CodecContext | undefined;
  #format = -1;
  #pts = 0n;
  #closed = false;

  constructor(options: VideoEncoderOptions) {
    const { size, fps, bitrateBps } = options;
    const threads = options.threads ?? Math.min(availableParallelism(), 4);
    if (!(isSide(size.width) && isSide(size.height))) {
      const message = `a ${size.width}x${size.height} picture cannot be encoded: width and height have to be even, from 16 to 8192`;
      throw new MediaError('bad-spec', message);
    }
    requireRange('fps', fps, 1, 240);
    requireRange('bitrateBps', bitrateBps, MIN_BITRATE_BPS, MAX_BITRATE_BPS);
    requireRange('threads', threads, 1, 16);
    this.size = { width: size.width, height: size.height };
    this.#fps = fps;
    this.#bitrateBps = bitrateBps;
    this.#threads = threads;
    this.#packet.alloc();
    this.#context = this.#open(AV_PIX_FMT_YUV420P);
  }

  encode(frame: Frame, capturedUs: number, options?: { readonly keyframe?: boolean }): EncodedPicture {
    const context = this.#contextFor(frame);
    const packet = this.#packet;
    packet.unref();
    frame.pts = this.#pts;
    this.#pts += 1n;
    frame.pictType = options?.keyframe === true ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    const sent = context.sendFrameSync(frame);
    if (sent < 0) throw new MediaError('encoder', `${this.name} refused a frame: ${errorText(sent)}`);
    const received = context.receivePacketSync(packet);
    const data = packet.data;
    if (received < 0 || data === null) {
      throw new MediaError('encoder', `${this.name} withheld a frame: ${errorText(received)}`);
    }
    this.#encoded.data = data;
    this.#encoded.keyframe = isKeyframe(data);
    this.#encoded.capturedUs = capturedUs;
    return this.#encoded;
  }

  setBitrate(bitrateBps: number): void {
    requireRange('bitrateBps', bitrateBps, MIN_BITRATE_BPS, MAX_BITRATE_BPS);
    this.#bitrateBps = bitrateBps;
    if (this.#context) this.#applyBitrate(this.#context);
  }

  close(): void {
    this.#closed = true;
    this.#encoded.data = EMPTY;
    this.#packet.free();
    this.#context?.freeContext();
    this.#context = undefined;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #contextFor(frame: Frame): CodecContext {
    const { width, height, format } = frame;
    if (
      format === this.#format &&
      width === this.size.width &&
      height === this.size.height &&
      this.#context
    ) {
      return this.#context;
    }
    if (this.#closed) throw new MediaError('closed', 'this encoder is closed');
    const wanted = `${this.size.width}x${this.size.height} in yuv420p or nv12`;
    if (width !== this.size.width || height !== this.size.height || !isAccepted(format)) {
      throw new MediaError(
        'bad-spec',
        `this encoder takes ${wanted}, not ${width}x${height} in format ${format}`,
      );
    }
    this.#context?.freeContext();
    this.#context = undefined;
    this.#context = this.#open(format);
    return this.#context;
  }

  #open(format: AVPixelFormat): CodecContext {
    const codec = Codec.findEncoderByName(FF_ENCODER_LIBX264);
    if (!codec) throw new MediaError('encoder', 'this build of FFmpeg has no libx264');
    const context = new CodecContext();
    context.allocContext3(codec);
    context.width = this.size.width;
    context.height = this.size.height;
    context.pixelFormat = format;
    context.timeBase = new Rational(1000, Math.round(this.#fps * 1000));
    context.framerate = new Rational(Math.round(this.#fps * 1000), 1000);
    context.gopSize = Math.max(Math.round(this.#fps), MIN_REFRESH_FRAMES);
    context.maxBFrames = 0;
    context.threadCount = this.#threads;
    context.colorRange = AVCOL_RANGE_MPEG;
    context.colorPrimaries = AVCOL_PRI_BT709;
    context.colorTrc = AVCOL_TRC_BT709;
    context.colorSpace = AVCOL_SPC_BT709;
    this.#applyBitrate(context);
    openCodec(context, codec, LOW_DELAY, 'encoder');
    this.#format = format;
    this.#pts = 0n;
    return context;
  }

  #applyBitrate(context: CodecContext): void {
    const bitrate = BigInt(Math.round(this.#bitrateBps));
    context.bitRate = bitrate;
    context.rcMaxRate = bitrate;
    context.rcBufferSize = Math.round(this.#bitrateBps / this.#fps);
  }
}

const LOW_DELAY: Readonly<Record<string, string>> = {
  preset: 'ultrafast',
  tune: 'zerolatency',
  'intra-refresh': '1',
  'forced-idr': '1',
  'x264-params': 'sliced-threads=1:repeat-headers=1:annexb=1:scenecut=0',
};
/** A refresh wave of fewer frames than this would take too large a share of each. */
const MIN_REFRESH_FRAMES = 10;
const EMPTY: Uint8Array = new Uint8Array(0);

function isAccepted(format: number): format is AVPixelFormat {
  return format === AV_PIX_FMT_YUV420P || format === AV_PIX_FMT_NV12;
}

function isSide(pixels: number): boolean {
  return Number.isInteger(pixels) && pixels % 2 === 0 && pixels >= 16 && pixels <= 8192;
}

function requireRange(name: string, value: number, low: number, high: number): void {
  if (value >= low && value <= high) return;
  throw new MediaError('bad-spec', `${name} has to be from ${low} to ${high}, not ${value}`, {
    subject: name,
  });
}
