/** How loud something was. dBFS: 0 is full scale, so a full-scale sine has a peak of 0 and an RMS of −3.01. */
export interface Level {
  /** Largest magnitude in the window, dBFS; `null` for digital silence or no sound at all. */
  readonly peakDbfs: number | null;
  /** Root mean square over both channels and the window, dBFS; `null` for digital silence or no sound at all. */
  readonly rmsDbfs: number | null;
}

/** dBFS of a magnitude where 1 is full scale; `null` for 0. */
export function toDbfs(magnitude: number): number | null {
  return magnitude > 0 ? 20 * Math.log10(magnitude) : null;
}

/** Level of the last blocks, over a sliding window. */
export class LevelMeter {
  readonly #sums: Float64Array;
  readonly #peaks: Float64Array;
  readonly #lengths: Float64Array;
  #next = 0;

  /** `windowBlocks`: how many of the last blocks count, ≥ 1; 80 blocks of 5 ms are 400 ms. */
  constructor(windowBlocks = 80) {
    this.#sums = new Float64Array(windowBlocks);
    this.#peaks = new Float64Array(windowBlocks);
    this.#lengths = new Float64Array(windowBlocks);
  }

  /** Adds one block of interleaved samples. */
  add(samples: Float32Array): void {
    let sum = 0;
    let peak = 0;
    for (let i = 0; i < samples.length; i++) {
      const value = samples[i] as number;
      sum += value * value;
      peak = Math.max(peak, Math.abs(value));
    }
    this.#sums[this.#next] = sum;
    this.#peaks[this.#next] = peak;
    this.#lengths[this.#next] = samples.length;
    this.#next = (this.#next + 1) % this.#sums.length;
  }

  level(): Level {
    let sum = 0;
    let peak = 0;
    let length = 0;
    for (let i = 0; i < this.#sums.length; i++) {
      sum += this.#sums[i] as number;
      peak = Math.max(peak, this.#peaks[i] as number);
      length += this.#lengths[i] as number;
    }
    return { peakDbfs: toDbfs(peak), rmsDbfs: length > 0 ? toDbfs(Math.sqrt(sum / length)) : null };
  }
}
