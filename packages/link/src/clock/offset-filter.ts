import { ClockModel } from './clock-model.ts';
import { DelayClasses } from './delay-classes.ts';

/** Times travel as whole microseconds, so that a round trip of nothing may seem to take less. */
const roundingUs = 10;
/** Until so many samples have come, the offset jumps to what is best known; later it moves this much at most, µs per µs. */
const settledCount = 100;
const slewRate = 0.002;
/** A clock that is so far off what was expected was set, µs; sound and pictures begin anew then. */
const jumpUs = 250_000;
/** So many samples in a row that cannot be true make the model wrong, not the samples. */
const maxStrange = 8;
const strangeUs = 1000;
/** The mean of this many samples in deviations, and from where on it says that the drift has changed. */
const leanCount = 60;
const leanLimit = 0.9;
/** The drift is told when it is known as well as this, ppm. */
const knownDriftPpm = 10;

/**
 * Offset and drift between two clocks from round trips (RFC 5905 for the sample, a Kalman filter for the rest). A sample is worth
 * what round trips of its length have turned out to be worth on this path. What is told moves smoothly once it has settled.
 */
export class OffsetFilter {
  /** Smoothed round-trip time and its mean deviation, µs (RFC 6298); NaN before the first sample. */
  rttUs: number = Number.NaN;
  rttDeviationUs: number = Number.NaN;
  /** Samples taken so far. */
  count = 0;
  readonly #model = new ClockModel();
  readonly #delays = new DelayClasses();
  #nowUs = 0;
  /** By how much what is told was ahead of the model, and when. */
  #leadUs = 0;
  #leadAtUs = 0;
  #strange = 0;
  #lean = 0;

  /** Peer's clock minus own clock, µs, at the time of the last `tick`; NaN before the first sample. */
  get offsetUs(): number {
    return this.count === 0 ? Number.NaN : this.at(this.#nowUs);
  }

  /** By how much the peer's clock is faster than the own one, ppm; NaN while that is not known. */
  get driftPpm(): number {
    const known = this.count >= settledCount && this.#model.driftErrorPpm <= knownDriftPpm;
    return known ? this.#model.driftPpm : Number.NaN;
  }

  /** Time goes on; own clock, µs. */
  tick(nowUs: number): void {
    this.#nowUs = nowUs;
  }

  /** Peer's clock minus own clock at `nowUs`. */
  at(nowUs: number): number {
    const leftUs = Math.max(0, Math.abs(this.#leadUs) - Math.max(nowUs - this.#leadAtUs, 0) * slewRate);
    return this.#model.at(nowUs) + Math.sign(this.#leadUs) * leftUs;
  }

  /** t0: ping sent (own clock), t1: ping received, t2: pong sent (peer's clock), t3: pong received (own clock); µs. */
  add(t0: number, t1: number, t2: number, t3: number): void {
    const measuredUs = t3 - t0 - (t2 - t1);
    if (!(measuredUs >= -roundingUs) || t2 < t1) return;
    const delayUs = Math.max(measuredUs, 0);
    const offsetUs = (t1 - t0 + (t2 - t3)) / 2;
    this.#nowUs = t3;
    this.count++;
    this.#smooth(delayUs);
    const excessUs = this.#delays.take(t3, delayUs);
    if (this.count === 1) {
      this.#model.begin(t3, offsetUs, (delayUs / 4) ** 2 + roundingUs ** 2);
      this.#leadUs = 0;
      return;
    }
    const toldUs = this.at(t3);
    this.#learn(t3, offsetUs, excessUs);
    const leadUs = toldUs - this.#model.at(t3);
    const smooth = this.count > settledCount && Math.abs(leadUs) < jumpUs;
    this.#leadUs = smooth ? leadUs : 0;
    this.#leadAtUs = t3;
  }

  /** Forgets everything: the other clock is another one now. */
  reset(): void {
    this.rttUs = Number.NaN;
    this.rttDeviationUs = Number.NaN;
    this.count = 0;
    this.#strange = 0;
    this.#lean = 0;
    this.#delays.reset();
    this.#model.driftPpm = 0;
  }

  #learn(nowUs: number, offsetUs: number, excessUs: number): void {
    const model = this.#model;
    const usualUs = this.#delays.usualUs();
    model.advance(nowUs);
    const errorUs = Math.abs(offsetUs - model.offsetUs);
    // On a symmetric path the error of a sample is at most half of what its round trip took too long (RFC 5905).
    const strange = errorUs > excessUs / 2 + 2 * usualUs + 5 * model.offsetErrorUs + strangeUs;
    this.#strange = strange ? this.#strange + 1 : 0;
    if (strange) {
      if (this.#strange === maxStrange) model.begin(nowUs, offsetUs, (usualUs + strangeUs) ** 2);
      return;
    }
    const aheadUs = offsetUs - model.offsetUs;
    model.correct(offsetUs, this.#variance() * this.#delays.correlation());
    this.#delays.learn(offsetUs - model.offsetUs);
    if (excessUs <= 2 * usualUs + roundingUs) this.#watchDrift(aheadUs);
  }

  /** At first nobody knows what a short round trip is. */
  #variance(): number {
    const variance = this.#delays.variance();
    return this.count > settledCount ? variance : Math.max(variance, (this.rttDeviationUs / 4) ** 2);
  }

  /** A clock whose rate is corrected drifts otherwise all of a sudden: then the samples keep to one side. */
  #watchDrift(aheadUs: number): void {
    const deviations = aheadUs / Math.hypot(this.#model.offsetErrorUs, Math.sqrt(this.#variance()));
    this.#lean += (Math.max(-3, Math.min(3, deviations)) - this.#lean) / leanCount;
    if (Math.abs(this.#lean) < leanLimit) return;
    this.#lean = 0;
    this.#delays.forgetCorrelation();
    this.#model.loosen();
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
}
