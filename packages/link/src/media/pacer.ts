/** How long the longest burst lasts at the pacing rate, µs. */
const defaultBurstUs = 1000;
/** The longest burst in bytes, whatever the rate: about half of what a socket holds whose buffer could not be grown. */
const maxBurstBytes = 96 * 1200;

/** Spreads packets over time: at most one millisecond of the pacing rate leaves at once. */
export class Pacer {
  /** Bits per second. */
  rateBps: number;
  readonly #longestBurstUs: number;
  /** When everything sent so far has been paid for at the pacing rate. */
  #paidUs = 0;

  constructor(rateBps: number, longestBurstUs: number = defaultBurstUs) {
    this.rateBps = rateBps;
    this.#longestBurstUs = longestBurstUs;
  }

  ready(nowUs: number): boolean {
    return this.#paidUs < nowUs + this.#burstUs();
  }

  spend(nowUs: number, bytes: number): void {
    this.#paidUs = Math.max(this.#paidUs, nowUs) + (bytes * 8e6) / this.rateBps;
  }

  /** When the next burst may leave. */
  wakeUs(nowUs: number): number {
    return this.ready(nowUs) ? nowUs : this.#paidUs;
  }

  #burstUs(): number {
    return Math.min(this.#longestBurstUs, (maxBurstBytes * 8e6) / this.rateBps);
  }
}
