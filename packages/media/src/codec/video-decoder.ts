import { availableParallelism } from 'node:os';
import type { FFVideoDecoder } from 'node-av/constants';
import { AV_CODEC_FLAG_LOW_DELAY, FF_THREAD_SLICE } from 'node-av/constants';
import { Codec, CodecContext, Packet } from 'node-av/lib';
import { MediaError } from '../error.ts';
import { type DecodedPicture, DecoderPicture } from './decoded-picture.ts';
import { AGAIN, errorText, openCodec } from './ffmpeg.ts';
import { KeyframeRecovery, type Recovery } from './keyframe-recovery.ts';
import { MAX_PIXELS, requireThreads } from './rate.ts';
import { RecoveryTracker } from './recovery.ts';
import { VIDEO_CODECS, type VideoCodec } from './video-codec.ts';

export interface VideoDecoderOptions {
  /** Default `h264`. */
  readonly codec?: VideoCodec;
  /**
   * Slices (HEVC: rows, AV1: tiles) that are decoded at the same time, 1 to 16. Default: one per core, at most 4. With 1, damage inside
   * an access unit shows in `clean`; with more FFmpeg doesn't tell, so use those for data whose integrity is assured, as behind a link.
   */
  readonly threads?: number;
}

export interface VideoDecoder {
  /** FFmpeg's name of it. */
  readonly name: string;
  readonly codec: VideoCodec;
  /**
   * Decodes one access unit (H.264 and HEVC: Annex B, AV1: a temporal unit of low-overhead OBUs; only read during the call) and gives its
   * picture back at once; undefined when there is none, as before the first keyframe.
   *
   * @throws MediaError `corrupt` for data that does not decode, `unsupported` for a pixel format other than 8-bit 4:2:0. The decoder can
   * go on with the next access unit; pictures are not `clean` before a keyframe or, with H.264, a whole wave of intra refresh.
   */
  decode(data: Uint8Array): DecodedPicture | undefined;
  /** Says that access units before the next one are missing. (With H.264 most gaps are seen without.) */
  lost(): void;
  close(): void;
  [Symbol.dispose](): void;
}

/**
 * Opens a decoder for the least delay: slice threads, no frame threads, no reordering. A stream that changes its codec at a keyframe
 * takes another decoder: see `codecOf`.
 *
 * @throws MediaError `bad-spec` for a number of threads out of range, `unsupported` when this build of FFmpeg has no such decoder
 */
export function openVideoDecoder(options: VideoDecoderOptions = {}): VideoDecoder {
  const { codec = 'h264', threads = Math.min(availableParallelism(), 4) } = options;
  return new FfmpegDecoder(codec, threads);
}

/** The codecs that really can be decoded here: each one's decoder is opened. */
export function decodableCodecs(): readonly VideoCodec[] {
  return VIDEO_CODECS.filter((codec) => {
    try {
      openDecoder(codec, 1).freeContext();
      return true;
    } catch {
      return false;
    }
  });
}

/** FFmpeg's own AV1 decoder needs hardware. */
const DECODERS: Readonly<Record<VideoCodec, string>> = { h264: 'h264', hevc: 'hevc', av1: 'libdav1d' };

class FfmpegDecoder implements VideoDecoder {
  readonly name: string;
  readonly codec: VideoCodec;
  readonly #threads: number;
  readonly #packet: Packet = new Packet();
  readonly #picture = new DecoderPicture();
  readonly #recovery: Recovery;
  #context: CodecContext;
  /** The context took something that did not decode as it should have. */
  #suspect = false;
  #closed = false;

  constructor(codec: VideoCodec, threads: number) {
    requireThreads(threads);
    if (!VIDEO_CODECS.includes(codec)) {
      throw new MediaError('bad-spec', `codec has to be one of ${VIDEO_CODECS.join(', ')}, not ${codec}`);
    }
    this.name = DECODERS[codec];
    this.codec = codec;
    this.#threads = threads;
    this.#recovery = codec === 'h264' ? new RecoveryTracker() : new KeyframeRecovery(codec);
    this.#context = openDecoder(codec, threads);
    this.#packet.alloc();
  }

  decode(data: Uint8Array): DecodedPicture | undefined {
    if (this.#closed) throw new MediaError('closed', 'this decoder is closed');
    this.#picture.release();
    // To FFmpeg an empty packet means the end of the stream.
    if (data.length === 0) throw this.#corrupt('it is empty');
    const isWhole = this.#recovery.next(data);
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
    if (!this.#picture.take(isWhole)) {
      throw new MediaError('unsupported', `pixel format ${this.#picture.frame.format} is not 8-bit 4:2:0`);
    }
    if (this.#picture.isDamaged) {
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
    this.#context = openDecoder(this.codec, this.#threads);
    this.#suspect = false;
  }

  #corrupt(why: string): MediaError {
    this.#picture.release();
    this.#recovery.lost();
    this.#suspect = true;
    return new MediaError('corrupt', `the picture does not decode: ${why}`);
  }
}

function openDecoder(name: VideoCodec, threads: number): CodecContext {
  const codec = Codec.findDecoderByName(DECODERS[name] as FFVideoDecoder);
  if (!codec) throw new MediaError('unsupported', `this build of FFmpeg has no decoder ${DECODERS[name]}`);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.threadCount = threads;
  context.threadType = FF_THREAD_SLICE;
  context.setFlags(AV_CODEC_FLAG_LOW_DELAY);
  openCodec(context, codec, { max_pixels: String(MAX_PIXELS) }, 'unsupported');
  return context;
}
