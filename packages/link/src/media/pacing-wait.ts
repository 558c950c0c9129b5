/** Frames that are remembered, more than a second has at 120 a second. */
const capacity = 128;
const windowUs = 1_000_000;

/** How long frames took to leave, over the last second: from being handed in to the last of their data. */
export class PacingWait {
  readonly #waitsUs = new Float64Array(capacity);
  readonly #leftUs = new Float64Array(capacity).fill(Number.NEGATIVE_INFINITY);
  #next = 0;

  /** A frame that was handed in at `queuedUs` has left. */
  add(nowUs: number, queuedUs: number): void {
    this.#waitsUs[this.#next] = nowUs - queuedUs;
    this.#leftUs[this.#next] = nowUs;
    this.#next = (this.#next + 1) % capacity;
  }

  /** Of the second before the last frame, ms; null when there was none. */
  figures(): { readonly p50: number; readonly p99: number; readonly max: number } | null {
    const lastUs = this.#leftUs[(this.#next + capacity - 1) % capacity]!;
    if (lastUs === Number.NEGATIVE_INFINITY) return null;
    const waits = [...this.#waitsUs]
      .filter((_, at) => lastUs - this.#leftUs[at]! < windowUs)
      .toSorted((a, b) => a - b);
    const of = (share: number): number =>
      waits[Math.min(waits.length - 1, Math.floor(waits.length * share))]! / 1000;
    return { p50: of(0.5), p99: of(0.99), max: of(1) };
  }
}
