import { crossfadeStart } from './crossfade.ts';
import { within } from './error.ts';

/** Periods of voices lie between these; of what has none, a stretch of such a length is as good as any other. */
const highestPitchHz = 400;
const lowestPitchHz = 90;
/** Over so much two places are compared, and one fades into the other. */
const seamMs = 5;
/** Likeness from which a place may be joined to another without being heard. */
const likeEnough = 0.85;
/** Below this level (RMS) anything may be joined to anything. */
const quiet = 0.001;
/** The coarse search looks at every fourth sample. */
const stride = 4;

/** Of a time stretcher. */
export interface TimeStretchOptions {
  /** Interleaved channels, 1 to 8; 2 unless given. */
  readonly channels?: number;
  /** 8,000 to 192,000; 48,000 unless given. */
  readonly sampleRate?: number;
}

/**
 * Makes sound a little shorter or longer without changing its pitch: leaves out, or repeats, one period of it (or a few), where the sound is so
 * much like itself one period later that nobody hears the seam (waveform similarity overlap-add: Verhelst and Roelands, ICASSP 1993).
 * Allocates nothing after it was made.
 */
export class TimeStretch {
  /** Sample frames that lie between two places joined: at least, at most. */
  readonly shortestFrames: number;
  readonly longestFrames: number;
  /** Sample frames that two places have to have in common. */
  readonly seamFrames: number;
  readonly #channels: number;
  readonly #mono: Float32Array;
  readonly #seam: Float32Array;

  /** @throws {JitterError} `bad-option` */
  constructor(options: TimeStretchOptions = {}) {
    this.#channels = within('channels', options.channels ?? 2, 1, 8, 'channels');
    const rate = within('sampleRate', options.sampleRate ?? 48_000, 8000, 192_000, 'Hz');
    this.shortestFrames = Math.floor(rate / highestPitchHz);
    this.longestFrames = Math.ceil(rate / lowestPitchHz);
    this.seamFrames = Math.round((seamMs * rate) / 1000);
    this.#mono = new Float32Array(this.longestFrames + this.seamFrames);
    this.#seam = new Float32Array(this.seamFrames * this.#channels);
  }

  /**
   * Finds what may be left out of `sound` (interleaved, `seamFrames` and at least `shortestFrames` more) from its beginning on, and writes the seam:
   * play on from the returned frame of `sound`. 0 when nothing can be left out unheard; `sound` is unchanged then.
   *
   * @param anyhow leave something out even where it is heard
   */
  shorten(sound: Float32Array, anyhow = false): number {
    const channels = this.#channels;
    const frames = Math.min(Math.floor(sound.length / channels), this.#mono.length);
    if (frames < this.shortestFrames + this.seamFrames) return 0;
    this.#mix(sound, 0, frames);
    const lag = this.#bestLag(0, 1, frames - this.seamFrames, anyhow);
    if (lag === 0) return 0;
    const from = sound.subarray(0, this.seamFrames * channels);
    const to = sound.subarray(lag * channels, (lag + this.seamFrames) * channels);
    crossfadeStart(from, to, this.#seam, channels, this.seamFrames);
    to.set(this.#seam);
    return lag;
  }

  /**
   * Finds what of `heard` (interleaved, the end of what was played) may be heard once more before `next` (interleaved, `seamFrames`), which continues it.
   *
   * @param into gets what to play instead of `next`: the repeated sound and then `next`; `longestFrames + seamFrames` must fit
   * @param anyhow repeat something even where it is heard
   * @returns how many frames longer than `next` it is; 0 when nothing can be repeated unheard, `into` is untouched then
   */
  lengthen(heard: Float32Array, next: Float32Array, into: Float32Array, anyhow = false): number {
    const channels = this.#channels;
    const seam = this.seamFrames;
    const past = Math.min(Math.floor(heard.length / channels), this.longestFrames);
    if (past < this.shortestFrames || next.length < seam * channels) return 0;
    // The past and what comes next in one piece; the seam at its end is compared with places before.
    const mono = this.#mono;
    this.#mix(heard, Math.floor(heard.length / channels) - past, past);
    mixInto(mono, past, next, 0, seam, channels);
    const lag = this.#bestLag(past, -1, past, anyhow);
    if (lag === 0) return 0;
    const { length } = heard;
    const repeated = into.subarray(0, lag * channels);
    repeated.set(heard.subarray(length - lag * channels));
    const fadeFrames = Math.min(seam, lag);
    crossfadeStart(next.subarray(0, lag * channels), repeated, repeated, channels, fadeFrames);
    into.set(next.subarray(0, seam * channels), lag * channels);
    return lag;
  }

  #mix(sound: Float32Array, first: number, frames: number): void {
    mixInto(this.#mono, 0, sound, first, frames, this.#channels);
  }

  /** The lag at which the seam that begins at `at` is most like the one that begins `lag` later (`sign` 1) or earlier (−1); 0 for none. */
  #bestLag(at: number, sign: 1 | -1, longest: number, anyhow: boolean): number {
    const most = Math.min(this.longestFrames, longest);
    if (this.#isQuiet(at)) return this.#scan(at, sign, this.shortestFrames, most, stride).lag;
    const coarse = this.#scan(at, sign, this.shortestFrames, most, stride);
    if (coarse.lag === 0) return 0;
    const from = Math.max(this.shortestFrames, coarse.lag - stride + 1);
    const fine = this.#scan(at, sign, from, Math.min(most, coarse.lag + stride - 1), 1);
    return anyhow || fine.likeness >= likeEnough ? fine.lag : 0;
  }

  #isQuiet(at: number): boolean {
    let squares = 0;
    for (let frame = 0; frame < this.seamFrames; frame++) squares += this.#mono[at + frame]! ** 2;
    return Math.sqrt(squares / this.seamFrames) < quiet;
  }

  #scan(at: number, sign: 1 | -1, from: number, to: number, step: number): typeof found {
    const mono = this.#mono;
    found.lag = 0;
    found.likeness = Number.NEGATIVE_INFINITY;
    for (let lag = from; lag <= to; lag += step) {
      const other = at + sign * lag;
      let products = 0;
      let here = 1e-9;
      let there = 1e-9;
      for (let frame = 0; frame < this.seamFrames; frame += step) {
        const a = mono[at + frame]!;
        const b = mono[other + frame]!;
        products += a * b;
        here += a * a;
        there += b * b;
      }
      const likeness = products / Math.sqrt(here * there);
      if (likeness > found.likeness) {
        found.likeness = likeness;
        found.lag = lag;
      }
    }
    return found;
  }
}

const found = { lag: 0, likeness: 0 };

function mixInto(
  mono: Float32Array,
  at: number,
  sound: Float32Array,
  first: number,
  frames: number,
  channels: number,
): void {
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += sound[(first + frame) * channels + channel]!;
    mono[at + frame] = sum / channels;
  }
}
