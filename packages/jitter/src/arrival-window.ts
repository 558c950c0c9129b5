const banks = 8;
const bins = 1024;
/** Longer delays above the shortest one count as this one: far above any target. */
const mostBinsAbove = 600;
/** A delay so far below all others is that of another network: what was known is forgotten. */
const mostBinsBelow = bins - mostBinsAbove - 1;

/**
 * The distribution of the delays of the last blocks: a histogram with bins of 0.5 ms that slides in eight steps. It goes by
 * blocks and not by time, so that an outage does not make it forget. Allocates only when it is made.
 */
export class ArrivalWindow {
  static readonly binUs = 500;
  readonly #bankSize: number;
  readonly #counts: Uint16Array = new Uint16Array(banks * bins);
  readonly #totals: Uint32Array = new Uint32Array(bins);
  readonly #bankTotals: Uint32Array = new Uint32Array(banks);
  readonly #bankLowestUs: Float64Array = new Float64Array(banks).fill(Infinity);
  #bank = 0;
  #total = 0;
  #lowestUs = Infinity;

  /** @param blocks how many of the last it remembers, about */
  constructor(blocks: number) {
    this.#bankSize = Math.max(1, Math.round(blocks / banks));
  }

  /** The shortest delay in the window, in µs; Infinity while it is empty. */
  get lowestUs(): number {
    return this.#lowestUs;
  }

  /** @param delayUs relative to any fixed point; may be negative */
  add(delayUs: number): void {
    if (binOf(delayUs) < binOf(this.#lowestUs) - mostBinsBelow) this.clear();
    if (this.#bankTotals[this.#bank]! >= this.#bankSize) this.#slide();
    if (delayUs < this.#bankLowestUs[this.#bank]!) this.#bankLowestUs[this.#bank] = delayUs;
    if (delayUs < this.#lowestUs) this.#lowestUs = delayUs;
    const slot = Math.min(binOf(delayUs), binOf(this.#lowestUs) + mostBinsAbove) & (bins - 1);
    this.#counts[this.#bank * bins + slot]!++;
    this.#totals[slot]!++;
    this.#bankTotals[this.#bank]!++;
    this.#total++;
  }

  /** The delay that at most the rest, `1 - share`, of the blocks exceeded, in µs, rounded up to a bin. */
  quantileUs(share: number): number {
    const lowest = binOf(this.#lowestUs);
    let allowed = (1 - share) * this.#total;
    // A lower minimum that came late may have left counts up to a whole ring above it.
    for (let bin = lowest + bins - 1; bin > lowest; bin--) {
      allowed -= this.#totals[bin & (bins - 1)]!;
      if (allowed < 0) return (bin + 1) * ArrivalWindow.binUs;
    }
    return (lowest + 1) * ArrivalWindow.binUs;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#totals.fill(0);
    this.#bankTotals.fill(0);
    this.#bankLowestUs.fill(Infinity);
    this.#lowestUs = Infinity;
    this.#total = 0;
  }

  #slide(): void {
    this.#bank = (this.#bank + 1) % banks;
    const from = this.#bank * bins;
    for (let slot = 0; slot < bins; slot++) this.#totals[slot]! -= this.#counts[from + slot]!;
    this.#counts.fill(0, from, from + bins);
    this.#total -= this.#bankTotals[this.#bank]!;
    this.#bankTotals[this.#bank] = 0;
    this.#bankLowestUs[this.#bank] = Infinity;
    let lowestUs = Infinity;
    for (let bank = 0; bank < banks; bank++) lowestUs = Math.min(lowestUs, this.#bankLowestUs[bank]!);
    this.#lowestUs = lowestUs;
  }
}

function binOf(delayUs: number): number {
  return Math.floor(delayUs / ArrivalWindow.binUs);
}
