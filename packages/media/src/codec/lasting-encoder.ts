import type { Frame } from 'node-av/lib';
import { MediaError } from '../error.ts';
import type { Size } from '../size.ts';
import {
  type BestEncoder,
  type BestEncoderOptions,
  openBestEncoder,
  type RejectedEncoder,
} from './best-encoder.ts';
import { requireRate, requireSize } from './rate.ts';
import type { VideoCodec } from './video-codec.ts';
import { type EncodedPicture, openVideoEncoder, type VideoEncoder } from './video-encoder.ts';

/** Another encoder took over. */
export interface EncoderChange {
  readonly from: string;
  readonly to: string;
  /** One line for people: why. */
  readonly reason: string;
}

export interface LastingEncoderOptions extends BestEncoderOptions {
  readonly onChange?: (change: EncoderChange) => void;
  /** How the best one is opened. Default {@link openBestEncoder}. */
  readonly open?: (options: BestEncoderOptions) => BestEncoder;
}

/** An encoder that goes on when the one inside of it doesn't. `name`, `codec`, `hardware` and `size` are those of the current one. */
export interface LastingEncoder extends VideoEncoder {
  /** Those that were tried, or failed later, and are not tried again. */
  readonly rejected: readonly RejectedEncoder[];
  /**
   * The peer's decoders have changed. An encoder of another codec takes over with the next frame where it has to.
   *
   * @throws MediaError `encoder` when there is none for these codecs; the current one stays
   */
  setCodecs(codecs: readonly VideoCodec[]): void;
  /** From the next frame, which is a keyframe when the size is another, on. The bitrate stays. */
  resize(size: Size, fps: number): void;
}

/**
 * Opens the best encoder and keeps one going: when it fails or withholds a frame, the next one that works takes over with the same
 * frame as a keyframe. Only when none is left does `encode` throw.
 *
 * @throws MediaError as {@link openBestEncoder} does
 */
export function openLastingEncoder(options: LastingEncoderOptions): LastingEncoder {
  return new Lasting(options);
}

class Lasting implements LastingEncoder {
  readonly #options: LastingEncoderOptions;
  readonly #open: (options: BestEncoderOptions) => BestEncoder;
  readonly #rejected: RejectedEncoder[] = [];
  #codecs: readonly VideoCodec[];
  #size: Size;
  #fps: number;
  #bitrateBps: number;
  #encoder: VideoEncoder;
  #closed = false;

  constructor(options: LastingEncoderOptions) {
    this.#options = options;
    this.#open = options.open ?? openBestEncoder;
    this.#codecs = options.codecs;
    this.#size = options.size;
    this.#fps = options.fps;
    this.#bitrateBps = options.bitrateBps;
    this.#encoder = this.#openNext();
  }

  get name(): string {
    return this.#encoder.name;
  }

  get codec(): VideoCodec {
    return this.#encoder.codec;
  }

  get hardware(): boolean {
    return this.#encoder.hardware;
  }

  get size(): Size {
    return this.#size;
  }

  get rejected(): readonly RejectedEncoder[] {
    return this.#rejected;
  }

  encode(frame: Frame, capturedUs: number, options?: { readonly keyframe?: boolean }): EncodedPicture {
    for (;;) {
      try {
        return this.#encoder.encode(frame, capturedUs, options);
      } catch (error) {
        // A wrong frame, or one too late, is not the encoder's fault.
        if (error instanceof MediaError && (error.code === 'bad-spec' || error.code === 'closed'))
          throw error;
        this.#replace(error instanceof Error ? error.message : String(error));
      }
    }
  }

  setRate(bitrateBps: number, fps: number): void {
    requireRate(bitrateBps, fps);
    this.#bitrateBps = bitrateBps;
    this.#fps = fps;
    this.#encoder.setRate(bitrateBps, fps);
  }

  setCodecs(codecs: readonly VideoCodec[]): void {
    if (codecs.includes(this.codec)) {
      this.#codecs = codecs;
      return;
    }
    const before = this.#codecs;
    this.#codecs = codecs;
    try {
      this.#takeOver(this.#openNext(), `the other portal does not decode ${this.codec}`);
    } catch (error) {
      this.#codecs = before;
      throw error;
    }
  }

  resize(size: Size, fps: number): void {
    requireSize(size);
    if (size.width === this.#size.width && size.height === this.#size.height) {
      this.setRate(this.#bitrateBps, fps);
      return;
    }
    const before = this.name;
    this.#size = size;
    this.#fps = fps;
    this.#takeOver(
      this.#openSame() ?? this.#openNext(),
      `${before} does not encode ${size.width}x${size.height}`,
    );
  }

  close(): void {
    this.#closed = true;
    this.#encoder.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #replace(reason: string): void {
    if (this.#closed) throw new MediaError('closed', 'this encoder is closed');
    this.#rejected.push({ name: this.name, reason });
    this.#encoder.close();
    this.#takeOver(this.#openNext(), reason);
  }

  #takeOver(next: VideoEncoder, reason: string): void {
    const from = this.name;
    this.#encoder.close();
    this.#encoder = next;
    if (from !== next.name) this.#options.onChange?.({ from, to: next.name, reason });
  }

  /** The one that is there works, and is not tried again: a picture waits. */
  #openSame(): VideoEncoder | undefined {
    const { threads } = this.#options;
    try {
      return openVideoEncoder({
        name: this.name,
        size: this.#size,
        fps: this.#fps,
        bitrateBps: this.#bitrateBps,
        ...(threads !== undefined && { threads }),
      });
    } catch {
      return undefined;
    }
  }

  #openNext(): VideoEncoder {
    const { exclude = [], prefer, threads, onTry } = this.#options;
    const { encoder, rejected } = this.#open({
      size: this.#size,
      fps: this.#fps,
      bitrateBps: this.#bitrateBps,
      codecs: this.#codecs,
      exclude: [...exclude, ...this.#rejected.map(({ name }) => name)],
      ...(threads !== undefined && { threads }),
      ...(prefer !== undefined && { prefer }),
      ...(onTry !== undefined && { onTry }),
    });
    this.#rejected.push(...rejected);
    return encoder;
  }
}
