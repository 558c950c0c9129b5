import type { NetworkSettings } from '../description/settings.ts';
import type { Random } from './random.ts';

/**
 * How many times the jitter it takes until a delay without reordering has forgotten what it was. A heavy tail needs longer:
 * no delay can fall faster than time passes, or those behind a late one were late as well.
 */
const wanderingTimes = { normal: 5, pareto: 25 };
/** Exponent of the tail of the Pareto distribution: the smallest whole one that has a deviation. */
const paretoShape = 3;
/** Standard deviation of the Pareto distribution of that shape whose least value is 1. */
const paretoDeviation = Math.sqrt(paretoShape / (paretoShape - 2)) / (paretoShape - 1);

/** Draws the delay of each datagram: a fixed part plus jitter, normal or with the heavy tail of Pareto's distribution. */
export class Delay {
  readonly #random: Random;
  #wandering = 0;
  #wanderedUs = Number.NEGATIVE_INFINITY;

  constructor(random: Random) {
    this.#random = random;
  }

  /** The delay in µs, at least 0, of a datagram that leaves the bottleneck at `departureUs`. */
  draw(departureUs: number, settings: NetworkSettings): number {
    const { delayMs, jitterMs, jitterShape, reorder } = settings;
    if (jitterMs === 0) return delayMs * 1000;
    if (jitterShape === 'pareto') {
      const above = reorder
        ? 1 - this.#random.next()
        : normalAbove(this.#wander(departureUs, jitterMs * wanderingTimes.pareto));
      return (delayMs + (jitterMs / paretoDeviation) * (above ** (-1 / paretoShape) - 1)) * 1000;
    }
    const deviation = reorder
      ? this.#random.normal()
      : this.#wander(departureUs, jitterMs * wanderingTimes.normal);
    return Math.max(0, (delayMs + jitterMs * deviation) * 1000);
  }

  /**
   * An Ornstein-Uhlenbeck process of unit variance, sampled exactly. Independent draws would be wrong where datagrams keep
   * their order: each would wait for the slowest of many, and the delay would depend on how many there are.
   */
  #wander(departureUs: number, forgettingMs: number): number {
    const elapsedUs = Math.max(0, departureUs - this.#wanderedUs);
    this.#wanderedUs = departureUs;
    const kept = Math.exp(-elapsedUs / (forgettingMs * 1000));
    this.#wandering = this.#wandering * kept + Math.sqrt(1 - kept * kept) * this.#random.normal();
    return this.#wandering;
  }
}

/**
 * The probability that a normal variable is above `x`, to 1.5e-7 of the whole and better than 1 % of itself down to 1e-6
 * (Abramowitz and Stegun 7.1.26 up to 3; beyond, the continued fraction 26.2.14).
 */
function normalAbove(x: number): number {
  if (x < 0) return 1 - normalAbove(-x);
  if (x > 3)
    return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI) / (x + 1 / (x + 2 / (x + 3 / (x + 4 / x))));
  const t = 1 / (1 + (0.3275911 * x) / Math.SQRT2);
  const polynomial =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return (polynomial * Math.exp((-x * x) / 2)) / 2;
}
