/** A retransmission timeout is never shorter, µs (what Linux does; RFC 6298 says 1 s). */
const leastTimeoutUs = 200_000;
/** Acknowledgements that make a round of HyStart. */
const roundSamples = 8;
/** Bounds of the growth in delay at which slow start is over, µs (RFC 9406, section 4.3). */
const leastRiseUs = 4000;
const mostRiseUs = 16_000;

/** What a sender knows of its round trip: the smoothed one and its timeout (RFC 6298), and whether it rises (RFC 9406). */
export class RoundTrip {
  smoothedUs = 0;
  #variationUs = 0;
  #leastUs = Infinity;
  #roundLeastUs = Infinity;
  #samples = 0;
  #rising = false;

  get timeoutUs(): number {
    if (this.smoothedUs === 0) return 1e6;
    return Math.max(leastTimeoutUs, this.smoothedUs + 4 * this.#variationUs);
  }

  /** Whether the shortest of the last few round trips was well above the shortest ever. */
  get rising(): boolean {
    return this.#rising;
  }

  sample(rttUs: number): void {
    if (this.smoothedUs === 0) {
      this.smoothedUs = rttUs;
      this.#variationUs = rttUs / 2;
    } else {
      this.#variationUs += (Math.abs(this.smoothedUs - rttUs) - this.#variationUs) / 4;
      this.smoothedUs += (rttUs - this.smoothedUs) / 8;
    }
    this.#roundLeastUs = Math.min(this.#roundLeastUs, rttUs);
    if (++this.#samples < roundSamples) return;
    const riseUs = Math.min(Math.max(this.#leastUs / 8, leastRiseUs), mostRiseUs);
    this.#rising = this.#roundLeastUs >= this.#leastUs + riseUs;
    this.#leastUs = Math.min(this.#leastUs, this.#roundLeastUs);
    this.#roundLeastUs = Infinity;
    this.#samples = 0;
  }
}
