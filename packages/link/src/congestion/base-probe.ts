/** A round trip that is so much longer than the shortest, beyond the queue that is known of, for so long: where does that come from? µs. */
const suspiciousUs = 25_000;
const patienceUs = 2_000_000;
/** For how long less is sent to find out: as long as it takes to drain what may be there, and a little more, within bounds, µs. */
const leastUs = 200_000;
const mostUs = 1_500_000;
const settleUs = 300_000;
/** Nothing is asked again sooner than this, µs. */
const restUs = 10_000_000;
/** What is sent meanwhile: a share of what the path carries. */
const share = 0.4;

/**
 * A queue that stands for longer than the memory of the shortest delay is taken for the path itself. Where the round trip has become much
 * longer than it once was, less is sent for a moment: if there was a queue, it gets shorter and is seen from then on; if the path has
 * become longer, that is how it is (as BBR's ProbeRTT, draft-ietf-ccwg-bbr, but only on suspicion).
 */
export class BaseProbe {
  #leastRttUs = Number.POSITIVE_INFINITY;
  #sinceUs = Number.NaN;
  #untilUs = Number.NEGATIVE_INFINITY;
  #acceptUs = Number.POSITIVE_INFINITY;
  #restUntilUs = Number.NEGATIVE_INFINITY;

  /** What of the rate is to be used now, 0 … 1. `standingUs` is the queue that is known of. */
  share(nowUs: number, rttUs: number, standingUs: number): number {
    if (rttUs < this.#leastRttUs) this.#leastRttUs = rttUs;
    if (nowUs < this.#untilUs) return share;
    const excessUs = rttUs - this.#leastRttUs - standingUs;
    if (!(excessUs > suspiciousUs)) {
      this.#sinceUs = Number.NaN;
      this.#acceptUs = Number.POSITIVE_INFINITY;
      return 1;
    }
    if (nowUs > this.#acceptUs) {
      this.#leastRttUs = rttUs - standingUs;
      this.#acceptUs = Number.POSITIVE_INFINITY;
      return 1;
    }
    if (Number.isNaN(this.#sinceUs)) this.#sinceUs = nowUs;
    if (nowUs - this.#sinceUs < patienceUs || nowUs < this.#restUntilUs) return 1;
    this.#sinceUs = Number.NaN;
    this.#untilUs = nowUs + Math.max(leastUs, Math.min(mostUs, excessUs / (1 - share) + rttUs));
    this.#acceptUs = this.#untilUs + rttUs + settleUs;
    this.#restUntilUs = nowUs + restUs;
    return share;
  }

  reset(): void {
    this.#leastRttUs = Number.POSITIVE_INFINITY;
    this.#sinceUs = Number.NaN;
    this.#untilUs = Number.NEGATIVE_INFINITY;
    this.#acceptUs = Number.POSITIVE_INFINITY;
    this.#restUntilUs = Number.NEGATIVE_INFINITY;
  }
}
