import { availableParallelism } from 'node:os';
import {
  AV_CODEC_FLAG_LOW_DELAY,
  AV_CODEC_ID_H264,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUVJ420P,
  FF_THREAD_SLICE,
} from 'node-av/constants';
import { Codec, CodecContext, Frame, Packet } from 'node-av/lib';
import { MediaError } from '../error.ts';
import { AGAIN, errorText, openCodec } from './ffmpeg.ts';
import { RecoveryTracker } from './recovery.ts';

export interface VideoDecoderOptions {
  /**
   * Slices that are decoded at the same time, 1 to 16. Default: one per core, at most 4. With 1, damage inside an access unit shows in
   * `clean`; with more FFmpeg doesn't tell, so use those for data whose integrity is assured, as behind a link.
   */
  readonly threads?: number;
}

/**
 * A decoded picture, planar 4:2:0 with 8 bits. The planes are views on the decoder's own memory: read-only (later pictures are
 * predicted from them), valid until the next `decode`, `release` or `close`. The decoder reuses this object.
 */
export interface DecodedPicture {
  readonly width: number;
  readonly height: number;
  readonly format: 'yuv420p';
  /** Luma, blue and red difference; the last two have half the width and half the height, rounded up. */
  readonly planes: readonly Uint8Array[];
  /** Bytes from one row to the next, a plane each. */
  readonly strides: readonly number[];
  /** False when it was predicted from a picture that was lost or broken, or when the decoder concealed something in it. */
  readonly clean: boolean;
  /** An IDR picture. */
  readonly keyframe: boolean;
  /** Gives the memory back before the next `decode`. */
  release(): void;
}

export interface VideoDecoder {
  /** FFmpeg's name of it. */
  readonly name: string;
  /**
   * Decodes one access unit (H.264, Annex B, only read during the call) and gives its picture back at once; undefined
   * when there is none, as before the first keyframe.
   *
   * @throws MediaError `corrupt` for data that does not decode, `unsupported` for a pixel format other than 8-bit 4:2:0. The decoder can
   * go on with the next access unit; pictures are not `clean` before a keyframe or a whole wave of intra refresh.
   */
  decode(data: Uint8Array): DecodedPicture | undefined;
  /** Says that access units before the next one are missing. (Most gaps are seen without.) */
  lost(): void;
  close(): void;
  [Symbol.dispose](): void;
}

/** Opens FFmpeg's H.264 decoder for the least delay: slice threads, no frame threads, no reordering. */
export function openVideoDecoder(options: VideoDecoderOptions = {}): VideoDecoder {
  return new H264Decoder(options.threads ?? Math.min(availableParallelism(), 4));
}

class H264Decoder implements VideoDecoder {
  readonly name = 'h264';
  readonly #threads: number;
  readonly #packet: Packet = new Packet();
  readonly #picture = new Picture();
  readonly #recovery = new RecoveryTracker();
  #context: CodecContext;
  /** The context took something that did not decode as it should have. */
  #suspect = false;
  #closed = false;

  constructor(threads: number) {
    if (!(Number.isInteger(threads) && threads >= 1 && threads <= 16)) {
      throw new MediaError('bad-spec', `threads has to be from 1 to 16, not ${threads}`, {
        subject: 'threads',
      });
    }
    this.#threads = threads;
    this.#context = openH264(threads);
    this.#packet.alloc();
  }

  decode(data: Uint8Array): DecodedPicture | undefined {
    if (this.#closed) throw new MediaError('closed', 'this decoder is closed');
    this.#picture.release();
    // To FFmpeg an empty packet means the end of the stream.
    if (data.length === 0) throw this.#corrupt('it is empty');
    const whole = this.#recovery.next(data);
    if (this.#recovery.sequenceChanged) this.#suspect = true;
    if (this.#suspect && this.#recovery.keyframe) this.#renew();
    this.#packet.unref();
    this.#packet.data = data as Buffer;
    const sent = this.#context.sendPacketSync(this.#packet);
    const received = this.#context.receiveFrameSync(this.#picture.frame);
    if (sent < 0) throw this.#corrupt(errorText(sent));
    if (received === AGAIN) {
      this.#suspect = true;
      return undefined;
    }
    if (received < 0) throw this.#corrupt(errorText(received));
    if (!this.#picture.take(whole)) {
      throw new MediaError('unsupported', `pixel format ${this.#picture.frame.format} is not 8-bit 4:2:0`);
    }
    if (this.#picture.frame.decodeErrorFlags !== 0) {
      this.#recovery.lost();
      this.#suspect = true;
    }
    return this.#picture;
  }

  lost(): void {
    this.#recovery.lost();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#picture.release();
    this.#picture.frame.free();
    this.#packet.free();
    this.#context.freeContext();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** What damaged parameter sets have set, such as a delay, outlives them in a context. */
  #renew(): void {
    this.#context.freeContext();
    this.#context = openH264(this.#threads);
    this.#suspect = false;
  }

  #corrupt(why: string): MediaError {
    this.#picture.release();
    this.#recovery.lost();
    this.#suspect = true;
    return new MediaError('corrupt', `the picture does not decode: ${why}`);
  }
}

function openH264(threads: number): CodecContext {
  const codec = Codec.findDecoder(AV_CODEC_ID_H264);
  if (!codec) throw new MediaError('unsupported', 'this build of FFmpeg has no H.264 decoder');
  const context = new CodecContext();
  context.allocContext3(codec);
  context.threadCount = threads;
  context.threadType = FF_THREAD_SLICE;
  context.setFlags(AV_CODEC_FLAG_LOW_DELAY);
  openCodec(context, codec, {}, 'unsupported');
  return context;
}

class Picture implements DecodedPicture {
  readonly format = 'yuv420p';
  readonly frame: Frame = new Frame();
  width = 0;
  height = 0;
  planes: readonly Uint8Array[] = NO_PLANES;
  strides: readonly number[] = NO_STRIDES;
  clean = false;
  keyframe = false;

  constructor() {
    this.frame.alloc();
  }

  /** Describes what the decoder put into `frame`; false when this is no 8-bit 4:2:0. */
  take(whole: boolean): boolean {
    const frame = this.frame;
    const format = frame.format;
    if (format !== AV_PIX_FMT_YUV420P && format !== AV_PIX_FMT_YUVJ420P) return false;
    this.width = frame.width;
    this.height = frame.height;
    this.planes = frame.data ?? NO_PLANES;
    this.strides = frame.linesize;
    this.keyframe = frame.keyFrame === 1;
    this.clean = whole && frame.decodeErrorFlags === 0;
    return true;
  }

  release(): void {
    this.planes = NO_PLANES;
    this.strides = NO_STRIDES;
    this.frame.unref();
  }
}

const NO_PLANES: readonly Uint8Array[] = [];
const NO_STRIDES: readonly number[] = [];
