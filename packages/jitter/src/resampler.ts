import { within } from './error.ts';

/** Sample frames of history that one output frame is made of. */
const taps = 40;
/** Tables of coefficients between two input frames; between two tables coefficients are interpolated. */
const phases = 256;
/** Of the Kaiser window: images lie 90 dB down (Kaiser and Schafer 1980). */
const beta = 9;
/** Largest deviation of the ratio from 1. */
const maxDeviation = 0.02;
/** So close to an input frame, and to a ratio of 1, nothing is filtered. */
const exact = 1e-9;

/** Of a resampler. */
export interface ResamplerOptions {
  /** Interleaved channels, 1 to 8; 2 unless given. */
  readonly channels?: number;
  /** Sample frames that `push` may be ahead of `pull`, 64 to 1,048,576; 9,600 unless given. */
  readonly capacity?: number;
}

/**
 * Follows a clock that runs a little faster or slower than ours: gives samples of the same sound at a slightly other rate, without
 * slips. A windowed sinc, flat to 20 kHz at 48 kHz, delaying by half its length (20 frames); at a ratio of exactly 1 samples pass unchanged.
 * Allocates nothing after it was made.
 */
export class Resampler {
  readonly channels: number;
  readonly #ring: Float32Array;
  readonly #capacity: number;
  readonly #weights = new Float64Array(taps);
  /** Input frames pushed in all, and the place of the next output frame among them. */
  #pushed = 0;
  #whole = 0;
  #fraction = 0;

  /** @throws {JitterError} `bad-option` */
  constructor(options: ResamplerOptions = {}) {
    this.channels = within('channels', options.channels ?? 2, 1, 8, 'channels');
    const capacity = within('capacity', options.capacity ?? 9600, 64, 2 ** 20, 'frames');
    this.#capacity = Math.ceil(capacity) + taps;
    this.#ring = new Float32Array(this.#capacity * this.channels);
    this.clear();
  }

  /** Input frames that have not been used up, the fraction of the next one included. */
  get ahead(): number {
    return this.#pushed - this.#whole - this.#fraction;
  }

  /** How many input frames are still to be pushed before `frames` can be pulled at `ratio`; 0 where they can. */
  missing(frames: number, ratio: number): number {
    if (frames < 1) return 0;
    return Math.max(0, this.#whole + Math.floor(this.#fraction + (frames - 1) * ratio) + 1 - this.#pushed);
  }

  /** Which input frame the next output frame lies at, counted from the first, with its fraction; negative in the silence before it. */
  get position(): number {
    return this.#whole + this.#fraction - taps / 2;
  }

  /** Input frames taken in all. */
  get taken(): number {
    return this.#pushed;
  }

  /** Input frames that there is room for. */
  get room(): number {
    return this.#capacity - taps - Math.ceil(this.ahead);
  }

  /** Takes interleaved samples, whole frames; what there is no room for is not taken. Returns how many frames were. */
  push(samples: Float32Array): number {
    const { channels } = this;
    const frames = Math.min(Math.floor(samples.length / channels), this.room);
    for (let frame = 0; frame < frames; frame++) {
      const at = ((this.#pushed + frame) % this.#capacity) * channels;
      for (let channel = 0; channel < channels; channel++)
        this.#ring[at + channel] = samples[frame * channels + channel]!;
    }
    this.#pushed += frames;
    return frames;
  }

  /**
   * Fills `into` with whole frames at `ratio` input frames per output frame, 0.98 to 1.02 (what lies beyond is held there), and returns how
   * many: fewer than it holds when the input does not suffice.
   */
  pull(into: Float32Array, ratio: number): number {
    const { channels } = this;
    const wanted = Math.floor(into.length / channels);
    const step = Math.min(Math.max(ratio, 1 - maxDeviation), 1 + maxDeviation);
    const unchanged = Math.abs(step - 1) < exact;
    let made = 0;
    for (; made < wanted && this.#whole + 1 <= this.#pushed; made++) {
      if (unchanged && this.#fraction < exact) this.#copy(into, made * channels);
      else this.#interpolate(into, made * channels);
      this.#advance(step);
    }
    return made;
  }

  /** Forgets the sound; what comes next begins behind silence. */
  clear(): void {
    this.#ring.fill(0);
    this.#pushed = 0;
    this.#whole = 0;
    this.#fraction = 0;
  }

  #advance(step: number): void {
    const next = this.#fraction + step;
    const frames = Math.floor(next);
    this.#whole += frames;
    this.#fraction = next - frames;
    // Numbers of frames are exact for 2^53 of them, six thousand years; the ring needs only their remainders.
  }

  #copy(into: Float32Array, at: number): void {
    const from = this.#place(this.#whole - taps / 2) * this.channels;
    for (let channel = 0; channel < this.channels; channel++)
      into[at + channel] = this.#ring[from + channel]!;
  }

  #interpolate(into: Float32Array, at: number): void {
    const { channels } = this;
    const position = this.#fraction * phases;
    const phase = Math.floor(position);
    const between = position - phase;
    const table = phase * taps;
    for (let tap = 0; tap < taps; tap++) {
      const low = coefficients[table + tap]!;
      this.#weights[tap] = low + (coefficients[table + taps + tap]! - low) * between;
    }
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0;
      let place = this.#place(this.#whole - taps + 1);
      for (let tap = 0; tap < taps; tap++) {
        sum += this.#weights[tap]! * this.#ring[place * channels + channel]!;
        if (++place === this.#capacity) place = 0;
      }
      into[at + channel] = sum;
    }
  }

  /** Where a frame lies in the ring; frames before the first are silence, which the ring begins with. */
  #place(frame: number): number {
    return ((frame % this.#capacity) + this.#capacity) % this.#capacity;
  }
}

/** Table `p`, tap `t`: the weight of the frame `t - taps + 1` from the newest where the output lies `p / phases` behind the middle. */
const coefficients = makeCoefficients();

function makeCoefficients(): Float32Array {
  const table = new Float32Array((phases + 1) * taps);
  for (let phase = 0; phase <= phases; phase++) {
    const row = table.subarray(phase * taps, (phase + 1) * taps);
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      // The newest frame is tap `taps - 1`; at phase 0 the output is the frame `taps / 2` before it.
      const distance = tap - (taps / 2 - 1) - phase / phases;
      const weight = sinc(distance) * kaiser(distance / (taps / 2));
      row[tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < taps; tap++) row[tap]! /= sum;
  }
  return table;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** The Kaiser window, 1 in the middle and 0 from ±1 on. */
function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : bessel(beta * Math.sqrt(1 - x * x)) / bessel(beta);
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
