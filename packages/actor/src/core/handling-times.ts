/** Steps to a doubling; a value is told to about a tenth. */
const stepsPerOctave = 4;
/** The least that is told apart, in µs. */
const leastUs = 1 / 8;
const steps = 32 * stepsPerOctave;
/** From this many on, all that is older counts half. */
const mostSamples = 2048;

/** How long messages took, in µs: quantiles over the last one or two thousand samples, without keeping these. */
export class HandlingTimes {
  readonly #counts = new Uint32Array(steps);
  #samples = 0;

  add(us: number): void {
    const step = us <= leastUs ? 0 : Math.ceil(Math.log2(us / leastUs) * stepsPerOctave);
    this.#counts[Math.min(step, steps - 1)]!++;
    if (++this.#samples >= mostSamples) this.#halve();
  }

  /** The time that such a share of the samples did not exceed; undefined without any. */
  quantile(share: number): number | undefined {
    if (this.#samples === 0) return undefined;
    let left = share * this.#samples;
    let step = 0;
    for (; step < steps - 1; step++) {
      left -= this.#counts[step]!;
      if (left <= 0) break;
    }
    return leastUs * 2 ** (step / stepsPerOctave);
  }

  #halve(): void {
    this.#samples = 0;
    for (let step = 0; step < steps; step++) {
      this.#counts[step]! >>>= 1;
      this.#samples += this.#counts[step]!;
    }
  }
}
