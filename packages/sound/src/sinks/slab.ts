import { CHANNELS, RATE_HZ } from '../format.ts';

/** Sample frames in a slab: 0.25 s. */
export const SLAB_FRAMES: number = RATE_HZ / 4;

/** A stretch of a recording on its way to the disk. */
export class Slab {
  readonly #samples = new Float32Array(SLAB_FRAMES * CHANNELS);
  #position = 0;
  #frames = 0;

  /** Where it begins, in sample frames from the start of the recording. */
  get position(): number {
    return this.#position;
  }

  get frames(): number {
    return this.#frames;
  }

  /** Where it ends. */
  get end(): number {
    return this.#position + this.#frames;
  }

  /** Its samples as bytes, valid until the next `start`. */
  get bytes(): Uint8Array {
    return new Uint8Array(this.#samples.buffer, 0, this.#frames * CHANNELS * Float32Array.BYTES_PER_ELEMENT);
  }

  /** Empties it, to be filled from `position` on. */
  start(position: number): void {
    this.#position = position;
    this.#frames = 0;
  }

  /** Copies as much of `samples` as there is room for and returns the copy. */
  append(samples: Float32Array): Float32Array {
    const from = this.#frames * CHANNELS;
    const length = Math.min(samples.length, this.#samples.length - from);
    const copy = this.#samples.subarray(from, from + length);
    for (let i = 0; i < length; i++) copy[i] = samples[i] as number;
    this.#frames += length / CHANNELS;
    return copy;
  }
}
