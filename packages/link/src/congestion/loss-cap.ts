/** Loss that is no sign of congestion: radio and bad cables lose as much. */
const tolerated = 0.1;
/** Time that a cut needs to show, beside a round trip, µs. */
const settleUs = 300_000;
const rise = 1.08;
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

  update(nowUs: number, rttUs: number, lossRate: number, deliveredBps: number): void {
    if (nowUs < this.#nextUs) return;
    this.#nextUs = nowUs + settleUs + (rttUs || 0);
    if (lossRate > this.#lossAtCut * cured && lossRate > tolerated) {
      this.#immune = Math.min(0.8, lossRate * 1.5);
      this.bps = Number.POSITIVE_INFINITY;
    }
    this.#lossAtCut = Number.NaN;
    if (lossRate > this.#immune) {
      this.bps = Math.min(this.bps, deliveredBps) * (1 - lossRate / 4);
      this.#lossAtCut = lossRate;
      return;
    }
    this.#immune = Math.max(tolerated, this.#immune * 0.99);
    this.bps *= rise;
    if (this.bps > 2e9) this.bps = Number.POSITIVE_INFINITY;
  }
}
