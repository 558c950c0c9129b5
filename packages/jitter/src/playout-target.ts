import { ArrivalWindow } from './arrival-window.ts';

export interface TargetLimits {
  readonly floorUs: number;
  readonly capUs: number;
  readonly slackUs: number;
  /** What is assumed of a network of which nothing is known yet. */
  readonly startUs: number;
  /** Share of the blocks that shall be in time, 0 to 1. */
  readonly share: number;
  /** Share that shall be where it takes no more than `rareUs`. */
  readonly rareShare: number;
  readonly rareUs: number;
  /** How many of the last blocks count. */
  readonly windowBlocks: number;
  /** Duration of a block. */
  readonly blockUs: number;
}

/** A block that is held up by more than this, and by more than so many times the target, was held up by an outage. */
const outageUs = 200_000;
const outageTargets = 1.5;
/** Jitter up to this comes from busy systems, in rare moments. */
const calmUs = 10_000;
/** Of more the network is made: its slowest blocks are waited for up to this multiple of what is common, … */
const rareOfCommon = 1.3;
/** … and by this share of it longer, as the next slowest one is slower still. */
const reserve = 0.15;
/** By this share of what the jitter adds the target is off at times, as it rests on the few slowest blocks. */
const noiseShare = 0.2;
/** Blocks that come closer together than this have been held up together. */
const burstGapUs = 3000;

/** After so much sound the first of it is forgotten: two portals that have just been started hold up much that they will not later. */
const settlingUs = 2e6;

/**
 * How long after the fastest of the last blocks a block shall be played, so that nearly all have arrived by then. Delays
 * and playing times are all given as "time minus the time that the sender's numbering gives", of which only differences
 * mean anything.
 */
export class PlayoutTarget {
  readonly #limits: TargetLimits;
  readonly #window: ArrivalWindow;
  #floorUs: number;
  /** Blocks until the start is over. */
  #starting: number;
  #targetUs: number;
  #outageUs = Number.NEGATIVE_INFINITY;

  constructor(limits: TargetLimits) {
    this.#limits = limits;
    this.#window = new ArrivalWindow(limits.windowBlocks);
    this.#floorUs = limits.floorUs;
    this.#starting = Math.round(settlingUs / limits.blockUs);
    this.#targetUs = limits.startUs;
  }

  /** From the fastest block, in µs: between the floor and the cap. */
  get targetUs(): number {
    return this.#targetUs;
  }

  /** From the next arrival on. */
  setFloorUs(floorUs: number): void {
    this.#floorUs = floorUs;
  }

  /** The delay of the fastest of the last blocks; Infinity before the first. */
  get lowestUs(): number {
    return this.#window.lowestUs;
  }

  /** The delay at which blocks shall be played; Infinity before the first. */
  get playoutUs(): number {
    return this.#window.lowestUs + this.#targetUs;
  }

  /** By how much the target may be off, in µs. */
  get noiseUs(): number {
    return Math.max(0, this.#targetUs - this.#floorUs) * noiseShare;
  }

  /** A block has arrived with this delay, at this time. */
  arrived(delayUs: number, arrivalUs: number): void {
    const { capUs, slackUs, share, rareUs } = this.#limits;
    const window = this.#window;
    if (this.#belongsToOutage(delayUs - window.lowestUs, arrivalUs)) return;
    // One imagined block that is slow, for the time of the start.
    if (this.#starting > 0 && window.lowestUs === Infinity)
      window.add(delayUs + this.#limits.startUs - slackUs - ArrivalWindow.binUs);
    if (--this.#starting === 0) window.clear();
    window.add(delayUs);
    const commonUs = window.quantileUs(share) - window.lowestUs;
    const rarelyUs = rareUs === 0 ? 0 : this.#rarelyUs(commonUs);
    const neededUs = Math.max(commonUs, rarelyUs) + slackUs;
    this.#targetUs = Math.min(Math.max(this.#floorUs, neededUs), capUs);
  }

  /** What is asked for by the slowest blocks where nearly all ask for `commonUs`. */
  #rarelyUs(commonUs: number): number {
    const { rareShare, rareUs } = this.#limits;
    const slowestUs = this.#window.quantileUs(rareShare) - this.#window.lowestUs;
    const mostUs = Math.max(rareUs, rareOfCommon * commonUs);
    return Math.min(slowestUs, mostUs) + reserve * Math.max(0, commonUs - calmUs);
  }

  /**
   * Whether a block was held up much longer than the jitter would have it, or came in one go with such a block. These say
   * nothing about the jitter: to wait longer from now on would not have helped, and would be heard for seconds.
   */
  #belongsToOutage(aboveUs: number, arrivalUs: number): boolean {
    const held = aboveUs > Math.max(outageUs, outageTargets * this.#targetUs);
    if (!held && (aboveUs <= this.#targetUs || arrivalUs - this.#outageUs > burstGapUs)) return false;
    this.#outageUs = arrivalUs;
    return true;
  }

  /** Forgets everything: the blocks to come take another way. */
  clear(): void {
    this.#window.clear();
    this.#outageUs = Number.NEGATIVE_INFINITY;
    this.#targetUs = this.#limits.startUs;
    this.#starting = Math.round(settlingUs / this.#limits.blockUs);
  }
}
