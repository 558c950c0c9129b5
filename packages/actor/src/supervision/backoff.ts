/** How long to wait before a restart. Times in milliseconds. */
export interface BackoffOptions {
  /** Wait before the second restart in a row; the first is immediate. Default 100. */
  readonly firstMs?: number;
  /** No wait is longer. Default 5000. */
  readonly capMs?: number;
  /** A run this long counts as healthy and forgets earlier failures. Default 10 000. */
  readonly healthyMs?: number;
  /** Uniform numbers in [0, 1) that spread restarts apart. */
  readonly random: () => number;
}

/**
 * Capped exponential backoff with jitter. The first restart after a healthy run is immediate: most crashes do not
 * repeat, and every millisecond of waiting is a millisecond of closed door.
 */
export class Backoff {
  readonly #firstMs: number;
  readonly #capMs: number;
  readonly #healthyMs: number;
  readonly #random: () => number;
  #failures = 0;

  constructor(options: BackoffOptions) {
    this.#firstMs = options.firstMs ?? 100;
    this.#capMs = options.capMs ?? 5000;
    this.#healthyMs = options.healthyMs ?? 10_000;
    this.#random = options.random;
  }

  /** Notes a failure after a run of `ranMs` and returns the wait before the next start, in milliseconds. */
  failedAfter(ranMs: number): number {
    if (ranMs >= this.#healthyMs) this.#failures = 0;
    this.#failures++;
    if (this.#failures === 1) return 0;
    const wholeMs = Math.min(this.#capMs, this.#firstMs * 2 ** (this.#failures - 2));
    return wholeMs * (0.5 + this.#random() / 2);
  }
}
