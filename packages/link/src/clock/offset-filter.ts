/** How far two clocks may drift apart while a sample grows old, in parts per million. */
const driftPpm = 100;
const capacity = 64;
/** Times travel as whole microseconds, so that a round trip of nothing may seem to take less. */
const roundingUs = 10;

/**
 * Offset between two clocks from round trips (NTP, RFC 5905): the samples with the least delay err the least, so the
 * best of the last 64 speaks, old ones being charged what the clocks may have drifted since.
 */
export class OffsetFilter {
  /** Smoothed round-trip time and its mean deviation, µs (RFC 6298); NaN before the first sample. */
  rttUs: number = Number.NaN;
  rttDeviationUs: number = Number.NaN;
  /** Peer's clock minus own clock, µs; NaN before the first sample. */
  offsetUs: number = Number.NaN;
  /** Samples taken so far. */
  count = 0;
  readonly #delaysUs = new Float64Array(capacity);
  readonly #offsetsUs = new Float64Array(capacity);
  readonly #takenUs = new Float64Array(capacity);

  /** t0: ping sent (own clock), t1: ping received, t2: pong sent (peer's clock), t3: pong received (own clock); µs. */
  add(t0: number, t1: number, t2: number, t3: number): void {
    const measuredUs = t3 - t0 - (t2 - t1);
    if (!(measuredUs >= -roundingUs) || t2 < t1) return;
    const delayUs = Math.max(measuredUs, 0);
    const slot = this.count++ % capacity;
    this.#delaysUs[slot] = delayUs;
    this.#offsetsUs[slot] = (t1 - t0 + (t2 - t3)) / 2;
    this.#takenUs[slot] = t3;
    this.#smooth(delayUs);
    this.#choose(t3);
  }

  /** Forgets everything: the other clock is another one now. */
  reset(): void {
    this.rttUs = Number.NaN;
    this.rttDeviationUs = Number.NaN;
    this.offsetUs = Number.NaN;
    this.count = 0;
  }

  #smooth(delayUs: number): void {
    if (this.count === 1) {
      this.rttUs = delayUs;
      this.rttDeviationUs = delayUs / 2;
      return;
    }
    this.rttDeviationUs += (Math.abs(delayUs - this.rttUs) - this.rttDeviationUs) / 4;
    this.rttUs += (delayUs - this.rttUs) / 8;
  }

  #choose(nowUs: number): void {
    let best = Number.POSITIVE_INFINITY;
    const filled = Math.min(this.count, capacity);
    for (let slot = 0; slot < filled; slot++) {
      const ageUs = nowUs - this.#takenUs[slot]!;
      const costUs = this.#delaysUs[slot]! + (2 * ageUs * driftPpm) / 1e6;
      if (costUs >= best) continue;
      best = costUs;
      this.offsetUs = this.#offsetsUs[slot]!;
    }
  }
}
