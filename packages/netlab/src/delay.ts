import type { Random } from './random.ts';
import type { NetworkSettings } from './settings.ts';

/** How many times the jitter it takes until a delay without reordering has forgotten what it was. */
const wanderingTimes = 5;

/** Draws the delay of each datagram: fixed plus normal jitter. */
export class Delay {
  readonly #random: Random;
  #wandering = 0;
  #wanderedUs = Number.NEGATIVE_INFINITY;

  constructor(random: Random) {
    this.#random = random;
  }

  /** The delay in µs, at least 0, of a datagram that leaves the bottleneck at `departureUs`. */
  draw(departureUs: number, settings: NetworkSettings): number {
    const { delayMs, jitterMs } = settings;
    if (jitterMs === 0) return delayMs * 1000;
    const deviation = settings.reorder ? this.#random.normal() : this.#wander(departureUs, jitterMs);
    return Math.max(0, (delayMs + jitterMs * deviation) * 1000);
  }

  /**
   * An Ornstein-Uhlenbeck process of unit variance, sampled exactly. Independent draws would be wrong where datagrams keep
   * their order: each would wait for the slowest of many, and the delay would depend on how many there are.
   */
  #wander(departureUs: number, jitterMs: number): number {
    const elapsedUs = Math.max(0, departureUs - this.#wanderedUs);
    this.#wanderedUs = departureUs;
    const kept = Math.exp(-elapsedUs / (wanderingTimes * jitterMs * 1000));
    this.#wandering = this.#wandering * kept + Math.sqrt(1 - kept * kept) * this.#random.normal();
    return this.#wandering;
  }
}
