/** Loss that is no sign of congestion: radio and bad cables lose as much. */
const tolerated = 0.1;
/** Time that a cut needs to show, beside a round trip, µs. */
const settleUs = 300_000;
/** What comes through is never taken for less than this share of what was asked for, and grows back by so much at a time. */
const deepest = 0.7;
const rise = 1.2;
/** A bound that is so many times the target bounds nothing. */
const idle = 2;
/** A cut that does not bring the loss down to this share of what it was has not been its cure. */
const cured = 0.75;

/**
 * Bounds the rate where much is lost without a queue, as behind a policer: down to what comes through, as long as that helps. Loss
 * that does not care for the rate is let be.
 */
export class LossCap {
  /** Bits per second; infinity for no bound. */
  bps: number = Number.POSITIVE_INFINITY;
  #nextUs = Number.NEGATIVE_INFINITY;
  #lossAtCut = Number.NaN;
  /** Loss up to this is known not to depend on the rate. */
  #immune = tolerated;

  /** `deliveredBps` is what comes, `targetBps` what is asked for; `queued`: a queue stands, which says enough by itself. */
  update(
    nowUs: number,
    rttUs: number,
    lossRate: number,
    deliveredBps: number,
    targetBps: number,
    queued: boolean,
  ): void {
    if (nowUs < this.#nextUs || queued) return;
    this.#nextUs = nowUs + settleUs + (rttUs || 0);
    if (lossRate > this.#lossAtCut * cured && lossRate > tolerated) {
      this.#immune = Math.min(0.8, lossRate * 1.5);
      this.bps = Number.POSITIVE_INFINITY;
    }
    this.#lossAtCut = Number.NaN;
    if (lossRate > this.#immune) {
      this.bps = Math.max(deliveredBps, targetBps * deepest);
      this.#lossAtCut = lossRate;
      return;
    }
    this.#immune = Math.max(tolerated, this.#immune * 0.99);
    this.bps *= rise;
    if (this.bps > targetBps * idle) this.bps = Number.POSITIVE_INFINITY;
  }
}
