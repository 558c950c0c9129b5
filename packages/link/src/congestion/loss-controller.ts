import { type CongestionController, presumedPacingBps, type RateLimits } from './controller.ts';
import { RateMeter } from './rate-meter.ts';
import type { SentPackets } from './sent-log.ts';

/** How often the rate changes, µs. */
const intervalUs = 200_000;
/** Below the first share of loss the rate grows, above the second it falls. */
const little = 0.02;
const much = 0.1;
const rise = 1.05;
/** The target is at most so many times what came of late. */
const provenGain = 1.5;
const pacingGain = 2;

/**
 * Congestion control by loss alone, as in the sender's half of Google's congestion control (draft-ietf-rmcat-gcc-02, section 6): more
 * while little is lost, less in proportion when much is. It fills whatever queue there is. Here to compare with.
 */
export class LossController implements CongestionController {
  targetBps: number = Number.NaN;
  congested = false;
  readonly queueUs = 0;
  mediaBps = 0;
  readonly #limits: RateLimits;
  readonly #delivered = new RateMeter();
  #nextUs = Number.NEGATIVE_INFINITY;

  constructor(limits: RateLimits) {
    this.#limits = limits;
  }

  get pacingBps(): number {
    if (Number.isNaN(this.targetBps)) return presumedPacingBps(this.mediaBps);
    return this.targetBps * pacingGain;
  }

  arrived(packets: SentPackets, slot: number): void {
    this.#delivered.add(packets, slot);
  }

  inOrder(): void {}

  lost(): void {}

  silent(): void {}

  update(nowUs: number, _rttUs: number, lossRate: number): void {
    if (nowUs < this.#nextUs || this.#delivered.bps === 0) return;
    this.#nextUs = nowUs + intervalUs;
    if (Number.isNaN(this.targetBps)) this.#aim(this.#delivered.bps);
    this.congested = lossRate > much;
    if (this.congested) this.#aim(this.targetBps * (1 - lossRate / 2));
    else if (lossRate < little) {
      const provenBps = Math.max(this.targetBps, this.#delivered.peakBps * provenGain);
      this.#aim(Math.min(this.targetBps * rise, provenBps));
    }
  }

  moved(): void {}

  reset(): void {
    this.targetBps = Number.NaN;
    this.congested = false;
    this.#delivered.reset();
  }

  #aim(bps: number): void {
    this.targetBps = Math.max(this.#limits.minBps, Math.min(this.#limits.maxBps, bps));
  }
}
