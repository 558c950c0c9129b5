/** How long the longest burst lasts at the pacing rate, µs. */
const defaultBurstUs = 1000;
/** The longest burst in bytes, whatever the rate: about half of what a socket holds whose buffer could not be grown. */
const maxBurstBytes = 96 * 1200;
/** What never waits counts too, but holds the rest back for no longer than this, µs. */
const longestDebtUs = 20_000;

/** Spreads packets over time: at most one millisecond of the pacing rate leaves at once. */
export class Pacer {
  /** Bits per second. It holds at once, for what was sent before as well. */
  rateBps: number;
  readonly #longestBurstUs: number;
  /** Bytes that were sent and not yet paid for, as of a moment. */
  #owedBytes = 0;
  #asOfUs = 0;

  constructor(rateBps: number, longestBurstUs: number = defaultBurstUs) {
    this.rateBps = rateBps;
    this.#longestBurstUs = longestBurstUs;
  }

  ready(nowUs: number): boolean {
    this.#pay(nowUs);
    return this.#owedBytes === 0 || this.#owedBytes < this.#bytesIn(this.#longestBurstUs, maxBurstBytes);
  }

  spend(nowUs: number, bytes: number): void {
    this.#pay(nowUs);
    this.#owedBytes += bytes;
    const most = Math.max(bytes, this.#bytesIn(longestDebtUs, Number.POSITIVE_INFINITY));
    if (this.#owedBytes > most) this.#owedBytes = most;
  }

  /** When the next burst may leave. */
  wakeUs(nowUs: number): number {
    return this.ready(nowUs) ? nowUs : nowUs + (this.#owedBytes * 8e6) / this.rateBps;
  }

  #pay(nowUs: number): void {
    if (nowUs <= this.#asOfUs) return;
    this.#owedBytes = Math.max(0, this.#owedBytes - this.#bytesIn(nowUs - this.#asOfUs, this.#owedBytes));
    this.#asOfUs = nowUs;
  }

  #bytesIn(us: number, most: number): number {
    return Math.min(most, (us * this.rateBps) / 8e6);
  }
}
