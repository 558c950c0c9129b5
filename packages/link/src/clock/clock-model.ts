/** What the relation of two clocks may be at first, and how much their drift wanders: crystals warm up and cool down. */
const firstDriftPpm = 100;
const driftWander = 0.002;
const offsetWander = 1;
const maxDriftPpm = 1000;
/** Samples beyond this many deviations count as much less as they are beyond. */
const outlier = 3;

/**
 * Another clock's offset and drift by a Kalman filter, which is a regression that forgets: the measurements of minutes make the
 * drift, so that an offset that was measured well is good for long.
 */
export class ClockModel {
  /** Other clock minus own in µs at `atUs`, and its growth in µs per second, that is ppm. */
  offsetUs = 0;
  driftPpm = 0;
  atUs = 0;
  /** Variances and covariance of both. */
  #offsetVariance = 0;
  #covariance = 0;
  #driftVariance = 0;

  /** Begins anew with one measurement (µs and µs²). What was known of the drift remains. */
  begin(nowUs: number, offsetUs: number, variance: number): void {
    this.offsetUs = offsetUs;
    this.atUs = nowUs;
    this.#offsetVariance = variance;
    this.#covariance = 0;
    this.#driftVariance = firstDriftPpm ** 2;
  }

  /** Standard deviation of the offset in µs, and of the drift in ppm. */
  get offsetErrorUs(): number {
    return Math.sqrt(this.#offsetVariance);
  }

  get driftErrorPpm(): number {
    return Math.sqrt(this.#driftVariance);
  }

  at(nowUs: number): number {
    return this.offsetUs + ((nowUs - this.atUs) * this.driftPpm) / 1e6;
  }

  /** Goes on to `nowUs`, where less is certain. */
  advance(nowUs: number): void {
    const seconds = Math.max(nowUs - this.atUs, 0) / 1e6;
    this.offsetUs = this.at(nowUs);
    this.atUs = nowUs;
    this.#offsetVariance +=
      2 * seconds * this.#covariance +
      seconds ** 2 * this.#driftVariance +
      seconds * offsetWander +
      (seconds ** 3 / 3) * driftWander;
    this.#covariance += seconds * this.#driftVariance + (seconds ** 2 / 2) * driftWander;
    this.#driftVariance += seconds * driftWander;
  }

  /** Takes a measurement for now. */
  correct(measuredUs: number, variance: number): void {
    const error = measuredUs - this.offsetUs;
    const deviations = error / Math.sqrt(this.#offsetVariance + variance);
    const excess = Math.max(1, Math.abs(deviations) / outlier);
    const expected = this.#offsetVariance + variance * excess ** 2;
    const offsetGain = this.#offsetVariance / expected;
    const driftGain = this.#covariance / expected;
    this.offsetUs += offsetGain * error;
    this.driftPpm = Math.min(maxDriftPpm, Math.max(-maxDriftPpm, this.driftPpm + driftGain * error));
    this.#driftVariance -= driftGain * this.#covariance;
    this.#covariance *= 1 - offsetGain;
    this.#offsetVariance *= 1 - offsetGain;
  }

  /** The drift has changed: less is certain. */
  loosen(): void {
    this.#driftVariance += (firstDriftPpm / 2) ** 2;
  }
}
