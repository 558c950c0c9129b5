const SAMPLES = 20;
const LONGEST_ROUND_TRIP_US = 5e6;

/**
 * The server's monotonic clock as this page sees it. Of the last 20 pings the one with the shortest round trip tells the
 * offset: it waited least, and so its halves differ least (as in NTP, RFC 5905, section 10). All times are in µs.
 */
export class ServerClock {
  readonly #roundTripsUs = new Float64Array(SAMPLES).fill(Infinity);
  readonly #offsetsUs = new Float64Array(SAMPLES);
  #next = 0;

  /** Notes an answer that came at `nowUs` to a ping sent at `t0Us`, both on this page's clock. Impossible ones are ignored. */
  note(t0Us: number, serverUs: number, nowUs: number): void {
    const roundTripUs = nowUs - t0Us;
    if (!(roundTripUs >= 0 && roundTripUs < LONGEST_ROUND_TRIP_US)) return;
    this.#roundTripsUs[this.#next] = roundTripUs;
    this.#offsetsUs[this.#next] = serverUs - (t0Us + roundTripUs / 2);
    this.#next = (this.#next + 1) % SAMPLES;
  }

  /** Server clock minus page clock; undefined until the first answer. */
  get offsetUs(): number | undefined {
    let best = 0;
    for (let index = 1; index < SAMPLES; index += 1) {
      if (this.#roundTripsUs[index]! < this.#roundTripsUs[best]!) best = index;
    }
    return this.#roundTripsUs[best] === Infinity ? undefined : this.#offsetsUs[best];
  }

  /** Forgets everything: another server may have another clock. */
  reset(): void {
    this.#roundTripsUs.fill(Infinity);
  }
}
