import {
  bitrateFor,
  type CapturedPicture,
  createConverter,
  type EncodedPicture,
  type LastingEncoder,
  openLastingEncoder,
} from '@ajar/media';
import { Adaptation, type Limit } from '../../adaptation/adaptation.ts';
import type { VideoSettings } from '../../config/settings.ts';
import type { Size } from '../../config/values.ts';
import { type Codec, codecs, codecsOf } from '../../wire/codec-set.ts';
import type { EncoderMarker } from './encoder-marker.ts';

/** Of what pictures are made, and how. */
export interface PictureMakerOptions extends Pick<VideoSettings, 'codec' | 'encoder' | 'prefer'> {
  /** Of the source. */
  readonly size: Size;
  readonly fps: number;
  /** Bits a second for all of it; undefined: what suits the size. */
  readonly bitrateBps: number | undefined;
  readonly marker: EncoderMarker;
  readonly nowUs: () => number;
  /** One line for people: another encoder had to take over, or cannot be had. */
  readonly onWarning: (message: string) => void;
  /** Told before a call that may not return for so long. */
  readonly willBlock: (ms: number) => void;
}

/** What a driver may take to be tried. */
const trialMs = 5000;

const enoughEncoderThreads = 2;
const leastBitrateBps = 150_000;

/**
 * Encodes pictures: at the size and rate that the path and this machine carry, with the best encoder whose pictures the other portal decodes. A picture
 * too many is left out before it is encoded, never after.
 */
export class PictureMaker {
  /** Pictures left out because fewer are made than the source gives. */
  leftOut = 0;
  readonly #options: PictureMakerOptions;
  readonly #wantedBps: number;
  readonly #adaptation: Adaptation;
  readonly #encoder: LastingEncoder;
  #scaler: ReturnType<typeof createConverter> | undefined;
  #targetBps = Infinity;
  #keyframeWanted = true;
  /** The other portal has just said what it decodes. */
  #isAgreeing = false;
  #count = 0;

  /** Throws MediaError when no encoder works. */
  constructor(options: PictureMakerOptions) {
    this.#options = options;
    const { size, fps, codec, encoder, marker, onWarning } = options;
    this.#wantedBps = options.bitrateBps ?? bitrateFor(size, fps);
    this.#adaptation = new Adaptation({ size, fps, prefer: options.prefer });
    // What cannot be told from the sender's own picture, such as a portal that decodes less than was asked for, comes later.
    this.#encoder = openLastingEncoder({
      size,
      fps,
      bitrateBps: this.#wantedBps,
      threads: enoughEncoderThreads,
      codecs: allowed(codec, ['h264']),
      ...(encoder !== 'auto' && encoder !== 'camera' && { prefer: encoder }),
      exclude: marker.crashed,
      onTry: (name) => {
        marker.tries(name);
        if (name !== undefined) options.willBlock(trialMs);
      },
      onChange: ({ from, to, reason }) => {
        marker.uses(this.#encoder.hardware ? to : undefined);
        // Who asked for a codec and gets it need not be told.
        if (!this.#isAgreeing || this.#encoder.codec !== codec)
          onWarning(`pictures are encoded by ${to} instead of ${from}: ${reason}`);
      },
    });
    marker.uses(this.#encoder.hardware ? this.#encoder.name : undefined);
    this.#tellSoftware();
  }

  /** What encodes now: FFmpeg's name of it. */
  get encoder(): string {
    return this.#encoder.name;
  }

  /** What pictures are made at now. */
  get size(): Size {
    return this.#encoder.size;
  }

  /** Why that is less than the source gives; undefined when it is not. */
  get limit(): Limit | undefined {
    return this.#adaptation.limit;
  }

  /** The next picture begins anew. */
  wantKeyframe(): void {
    this.#keyframeWanted = true;
  }

  /** What the path carries, bits a second. */
  setTarget(bps: number): void {
    this.#targetBps = bps;
    this.#adaptation.setTarget(bps);
    this.#setRate();
  }

  /** What the other portal decodes, see `codecBits`. Where that leaves nothing, it stays with what it has, and says so. */
  setDecoders(bits: number): void {
    this.#isAgreeing = true;
    try {
      this.#encoder.setCodecs(allowed(this.#options.codec, codecsOf(bits)));
    } catch (error) {
      this.#options.onWarning(`${(error as Error).message}; going on with ${this.#encoder.codec}`);
    } finally {
      this.#isAgreeing = false;
    }
  }

  /** A picture of the source, encoded; undefined when it is left out. Valid until the next call. */
  make(picture: CapturedPicture): EncodedPicture | undefined {
    const startUs = this.#options.nowUs();
    if (picture.note === undefined && this.#adaptation.step(startUs)) this.#follow();
    const { fps } = this.#adaptation.rung;
    const every = Math.round(this.#options.fps / fps);
    if (this.#count++ % every !== 0) {
      this.leftOut++;
      return undefined;
    }
    const frame = this.#scaler === undefined ? picture.frame : this.#scaler.convert(picture.frame);
    const encoded = this.#encoder.encode(frame, picture.capturedUs, { keyframe: this.#keyframeWanted });
    this.#keyframeWanted = false;
    if (picture.note === undefined) this.#adaptation.encoded(this.#options.nowUs() - startUs);
    return encoded;
  }

  close(): void {
    this.#options.marker.uses(undefined);
    this.#scaler?.close();
    this.#encoder.close();
  }

  /** Makes the encoder and the scaler follow the rung. */
  #follow(): void {
    const { size, fps } = this.#adaptation.rung;
    const isSame = size.width === this.#encoder.size.width && size.height === this.#encoder.size.height;
    if (!isSame) {
      this.#scaler?.close();
      const isFull = size.width === this.#options.size.width && size.height === this.#options.size.height;
      this.#scaler = isFull ? undefined : createConverter(size);
    }
    this.#encoder.resize(size, fps);
    this.#setRate();
  }

  /** A smaller picture gets as many bits per pixel as a large one, and never more than the path carries. */
  #setRate(): void {
    const { size, fps } = this.#adaptation.rung;
    const share =
      (size.width * size.height * fps) /
      (this.#options.size.width * this.#options.size.height * this.#options.fps);
    const bps = Math.max(Math.min(this.#wantedBps * share, this.#targetBps), leastBitrateBps);
    this.#encoder.setRate(bps, fps);
  }

  /** A driver update that takes the hardware encoder away should not pass unnoticed. */
  #tellSoftware(): void {
    const { marker, onWarning, encoder } = this.#options;
    for (const name of marker.crashed)
      onWarning(`${name} crashed and is not used: pictures are encoded by ${this.#encoder.name}`);
    const isNamed = !['auto', 'hardware', 'software', 'camera'].includes(encoder);
    if (isNamed && this.#encoder.name !== encoder) {
      const why =
        this.#encoder.rejected.find(({ name }) => name === encoder)?.reason ??
        'it makes nothing that the other portal decodes';
      onWarning(`--encoder ${encoder}: ${why}; pictures are encoded by ${this.#encoder.name}`);
    }
    if (encoder === 'hardware' && !this.#encoder.hardware) {
      onWarning(
        `--encoder hardware: there is none that works here; pictures are encoded by ${this.#encoder.name}`,
      );
    }
  }
}

/** What may be made of what is decoded. H.264, which everybody decodes, where the setting leaves nothing. */
function allowed(setting: VideoSettings['codec'], decoded: readonly Codec[]): readonly Codec[] {
  if (setting === 'auto') return codecs.filter((codec) => decoded.includes(codec));
  return decoded.includes(setting) ? [setting] : ['h264'];
}
