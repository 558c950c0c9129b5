import { ArrivalWindow } from './arrival-window.ts';

export interface TargetLimits {
  readonly floorUs: number;
  readonly capUs: number;
  readonly slackUs: number;
  /** What is assumed of a network of which nothing is known yet. */
  readonly startUs: number;
  /** Share of the blocks that shall be in time, 0 to 1. */
  readonly share: number;
  /** How many of the last blocks count. */
  readonly windowBlocks: number;
}

/**
 * How long after the fastest of the last blocks a block shall be played, so that nearly all have arrived by then. Delays
 * and playing times are all given as "time minus the time that the sender's numbering gives", of which only differences
 * mean anything.
 */
export class PlayoutTarget {
  readonly #limits: TargetLimits;
  readonly #window: ArrivalWindow;
  #targetUs: number;

  constructor(limits: TargetLimits) {
    this.#limits = limits;
    this.#window = new ArrivalWindow(limits.windowBlocks);
    this.#targetUs = limits.startUs;
  }

  /** From the fastest block, in µs: between the floor and the cap. */
  get targetUs(): number {
    return this.#targetUs;
  }

  /** The delay of the fastest of the last blocks; Infinity before the first. */
  get lowestUs(): number {
    return this.#window.lowestUs;
  }

  /** The delay at which blocks shall be played; Infinity before the first. */
  get playoutUs(): number {
    return this.#window.lowestUs + this.#targetUs;
  }

  arrived(delayUs: number): void {
    const { floorUs, capUs, slackUs, startUs, share } = this.#limits;
    const window = this.#window;
    // One imagined block that is slow, and outweighed once there are enough real ones.
    if (window.lowestUs === Infinity) window.add(delayUs + startUs - slackUs - ArrivalWindow.binUs);
    window.add(delayUs);
    const neededUs = window.quantileUs(share) - window.lowestUs + slackUs;
    this.#targetUs = Math.min(Math.max(floorUs, neededUs), capUs);
  }

  /** Forgets everything: the blocks to come take another way. */
  clear(): void {
    this.#window.clear();
    this.#targetUs = this.#limits.startUs;
  }
}
