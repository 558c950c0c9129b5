/** Percentiles of what was measured in a span, in milliseconds. */
export interface LatencyMs {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Samples of the last second, whole and by stage, in fixed memory. */
export class LatencyWindow {
  readonly #spanUs: number;
  readonly #atUs: Float64Array;
  readonly #values: Float64Array;
  #next = 0;

  /** @param capacity samples kept at most; more a span and the oldest go first */
  constructor(spanUs = 1_000_000, capacity = 512) {
    this.#spanUs = spanUs;
    this.#atUs = new Float64Array(capacity).fill(Number.NEGATIVE_INFINITY);
    this.#values = new Float64Array(capacity);
  }

  add(atUs: number, valueMs: number): void {
    const slot = this.#next % this.#values.length;
    this.#atUs[slot] = atUs;
    this.#values[slot] = valueMs;
    this.#next++;
  }

  /** Samples taken in the span before `nowUs`. */
  count(nowUs: number): number {
    return this.#recent(nowUs, this.#spanUs).length;
  }

  /** Nearest-rank percentiles of the span before `nowUs`; null when there was no sample. */
  percentiles(nowUs: number): LatencyMs | null {
    const sorted = this.#recent(nowUs, this.#spanUs).toSorted();
    if (sorted.length === 0) return null;
    return {
      p50: rank(sorted, 0.5),
      p95: rank(sorted, 0.95),
      p99: rank(sorted, 0.99),
      max: sorted[sorted.length - 1]!,
    };
  }

  /** Median of the last `spanUs`; null when there was no sample. */
  median(nowUs: number, spanUs: number = this.#spanUs): number | null {
    const sorted = this.#recent(nowUs, spanUs).toSorted();
    return sorted.length === 0 ? null : rank(sorted, 0.5);
  }

  #recent(nowUs: number, spanUs: number): Float64Array {
    return this.#values.filter((_, slot) => this.#atUs[slot]! > nowUs - spanUs);
  }
}

function rank(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}
