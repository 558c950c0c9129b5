import type { AVPixelFormat, FFVideoEncoder } from 'node-av/constants';
import {
  AV_CODEC_FLAG_LOW_DELAY,
  AV_PICTURE_TYPE_I,
  AV_PICTURE_TYPE_NONE,
  AV_PIX_FMT_NV12,
  AV_PIX_FMT_YUV420P,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
} from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import { Codec, CodecContext, Packet, Rational } from 'node-av/lib';
import { MediaError } from '../error.ts';
import type { Size } from '../size.ts';
import { withoutUserData } from './annex-b.ts';
import { EncoderInput } from './encoder-input.ts';
import { AGAIN, errorText, openCodec } from './ffmpeg.ts';
import type { KnownEncoder } from './known-encoders.ts';
import { endView } from './native-view.ts';
import { EntropyChoice, RateSteps, requireRate, requireSize, requireThreads } from './rate.ts';
import type { VideoCodec } from './video-codec.ts';
import { isKeyframe } from './video-codec.ts';
import type { EncodedPicture, VideoEncoder, VideoEncoderOptions } from './video-encoder.ts';

/** One of FFmpeg's encoders, as its entry in the list of known ones says. */
export class FfmpegEncoder implements VideoEncoder {
  readonly name: string;
  readonly codec: VideoCodec;
  readonly hardware: boolean;
  readonly size: Size;
  readonly #known: KnownEncoder;
  /** What the encoder believes. It thinks in rates, and frames that come slower get the same share as if they came at this one. */
  readonly #nominalFps: number;
  readonly #threads: number;
  readonly #packet: Packet = new Packet();
  readonly #input: EncoderInput;
  readonly #encoded: { data: Uint8Array; keyframe: boolean; capturedUs: number } = {
    data: EMPTY,
    keyframe: false,
    capturedUs: 0,
  };
  readonly #steps = new RateSteps();
  readonly #entropy: EntropyChoice;
  #shareBits: number;
  #context: CodecContext | undefined;
  #format = -1;
  #pts = 0n;
  #begins = true;
  #closed = false;

  constructor(known: KnownEncoder, options: VideoEncoderOptions & { readonly threads: number }) {
    const { size, fps, bitrateBps, threads } = options;
    requireSize(size);
    requireRate(bitrateBps, fps);
    requireThreads(threads);
    this.name = known.name;
    this.codec = known.codec;
    this.hardware = known.hardware;
    this.size = { width: size.width, height: size.height };
    this.#known = known;
    this.#entropy = new EntropyChoice(this.size);
    this.#nominalFps = fps;
    this.#shareBits = bitrateBps / fps;
    this.#threads = threads;
    this.#packet.alloc();
    this.#input = new EncoderInput(known, this.size);
    try {
      this.#context = this.#open(known.formats[0]!);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  encode(frame: Frame, capturedUs: number, options?: { readonly keyframe?: boolean }): EncodedPicture {
    const context = this.#contextFor(frame);
    const packet = this.#packet;
    endView(this.#encoded.data);
    packet.unref();
    const begins = this.#begins || options?.keyframe === true;
    const input = this.#input.prepare(frame, this.#format);
    input.pts = this.#pts;
    this.#pts += 1n;
    input.pictType = begins ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    const sent = context.sendFrameSync(input);
    if (sent < 0) throw new MediaError('encoder', `${this.name} refused a frame: ${errorText(sent)}`);
    const received = context.receivePacketSync(packet);
    const data = packet.data;
    if (received < 0 || data === null) {
      const why = received === AGAIN ? 'it gives nothing out before the next one' : errorText(received);
      throw new MediaError('encoder', `${this.name} withheld a frame: ${why}`);
    }
    this.#encoded.data = this.#begins && this.codec === 'h264' ? withoutUserData(data) : data;
    this.#begins = false;
    this.#encoded.keyframe = isKeyframe(data, this.codec);
    this.#encoded.capturedUs = capturedUs;
    return this.#encoded;
  }

  setRate(bitrateBps: number, fps: number): void {
    requireRate(bitrateBps, fps);
    this.#shareBits = bitrateBps / fps;
    if (this.#context === undefined) return;
    if (this.#known.smallShare !== undefined && this.#entropy.update(this.#shareBits)) this.#drop();
    else if (this.#known.liveRate) this.#applyRate(this.#context);
    else if (this.#steps.isOutside(this.#shareBits)) this.#drop();
  }

  /** The next frame is a keyframe, whatever was encoded before. */
  beginAnew(): void {
    this.#begins = true;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    endView(this.#encoded.data);
    this.#encoded.data = EMPTY;
    this.#packet.free();
    this.#drop();
    this.#input.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #contextFor(frame: Frame): CodecContext {
    const { width, height, format } = frame;
    if (this.#closed) throw new MediaError('closed', 'this encoder is closed');
    if (width !== this.size.width || height !== this.size.height || !isAccepted(format)) {
      const wanted = `${this.size.width}x${this.size.height} in yuv420p or nv12`;
      throw new MediaError(
        'bad-spec',
        `this encoder takes ${wanted}, not ${width}x${height} in format ${format}`,
      );
    }
    const taken = this.#input.formatFor(format);
    if (this.#context !== undefined && taken === this.#format) return this.#context;
    this.#drop();
    this.#context = this.#open(taken);
    return this.#context;
  }

  #drop(): void {
    this.#context?.freeContext();
    this.#context = undefined;
  }

  #open(format: AVPixelFormat): CodecContext {
    const known = this.#known;
    const codec = Codec.findEncoderByName(known.name as FFVideoEncoder);
    if (!codec) throw new MediaError('unsupported', `this build of FFmpeg has no ${known.name}`);
    for (const [variable, value] of Object.entries(known.environment ?? {})) process.env[variable] ??= value;
    const context = new CodecContext();
    context.allocContext3(codec);
    context.width = this.size.width;
    context.height = this.size.height;
    context.pixelFormat = format;
    context.timeBase = new Rational(1000, Math.round(this.#nominalFps * 1000));
    context.framerate = new Rational(Math.round(this.#nominalFps * 1000), 1000);
    context.gopSize =
      known.intraRefresh === true
        ? Math.max(Math.round(this.#nominalFps), MIN_REFRESH_FRAMES)
        : NO_PERIODIC_KEYFRAMES;
    context.maxBFrames = 0;
    context.threadCount = this.#threads;
    context.colorRange = AVCOL_RANGE_MPEG;
    context.colorPrimaries = AVCOL_PRI_BT709;
    context.colorTrc = AVCOL_TRC_BT709;
    context.colorSpace = AVCOL_SPC_BT709;
    if (known.hardware) context.setFlags(AV_CODEC_FLAG_LOW_DELAY);
    this.#steps.open(this.#shareBits);
    this.#entropy.update(this.#shareBits);
    this.#applyRate(context);
    try {
      this.#input.attach(context);
    } catch (error) {
      context.freeContext();
      throw error;
    }
    const options = this.#entropy.isArithmetic ? { ...known.options, ...known.smallShare } : known.options;
    openCodec(context, codec, options, 'encoder', known.hardware);
    this.#format = format;
    this.#pts = 0n;
    this.#begins = true;
    return context;
  }

  #applyRate(context: CodecContext): void {
    const share = this.#known.liveRate ? this.#shareBits : this.#steps.shareBits;
    const bitrateBps = Math.round(share * this.#nominalFps);
    const buffer = Math.max(share, bitrateBps * (this.#known.leastBufferS ?? 0));
    context.bitRate = BigInt(bitrateBps);
    context.rcMaxRate = BigInt(bitrateBps);
    context.rcBufferSize = Math.round(buffer);
  }
}

/** A refresh wave of fewer frames than this would take too large a share of each. */
const MIN_REFRESH_FRAMES = 10;
/** As many frames as every encoder can count. */
const NO_PERIODIC_KEYFRAMES = 30_000;
const EMPTY: Uint8Array = new Uint8Array(0);

function isAccepted(format: number): boolean {
  return format === AV_PIX_FMT_YUV420P || format === AV_PIX_FMT_NV12;
}
