import { framesOf } from '../format.ts';

/** What runs dry while everything around it is just being started says nothing about later. */
const START_US = 3_000_000;
/** How far a lead goes up with a device that ran dry. */
const STEP_FRAMES: number = framesOf(2_500);
/** Devices run dry in flocks: so long after a step it is not taken again. */
const SETTLE_US = 100_000;
/** How far it goes down again, and after how long without running dry. */
const REST_FRAMES: number = framesOf(500);
const REST_US = 10_000_000;
const MOST_MORE_FRAMES: number = framesOf(20_000);

/**
 * How much has to be kept ready for a loudspeaker: as little as its buffers ask for, 2.5 ms more each time it ran dry, up to
 * 20 ms more, and half a millisecond less after every 10 s in which it did not. The first 3 s of a device do not count.
 */
export class Lead {
  #least: number;
  #frames: number;
  #startUntilUs = Number.NEGATIVE_INFINITY;
  #stepUs = Number.NEGATIVE_INFINITY;
  #restUs = Number.NEGATIVE_INFINITY;

  /** `leastFrames`: what its buffers ask for. */
  constructor(leastFrames: number) {
    this.#least = leastFrames;
    this.#frames = leastFrames;
  }

  /** The device ran dry. */
  ranDry(nowUs: number): void {
    this.#restUs = nowUs;
    if (nowUs < this.#startUntilUs || nowUs - this.#stepUs < SETTLE_US) return;
    this.#stepUs = nowUs;
    this.#frames = Math.min(this.#least + MOST_MORE_FRAMES, this.#frames + STEP_FRAMES);
  }

  /** Sample frames to keep ready at `nowUs`. */
  framesAt(nowUs: number): number {
    if (this.#frames > this.#least && nowUs - this.#restUs >= REST_US) {
      this.#restUs = nowUs;
      this.#frames = Math.max(this.#least, this.#frames - REST_FRAMES);
    }
    return this.#frames;
  }

  /** A device has been opened whose buffers ask for `leastFrames`; what was learned of the system before stays. */
  opened(leastFrames: number, nowUs: number): void {
    this.#startUntilUs = nowUs + START_US;
    this.#frames += leastFrames - this.#least;
    this.#least = leastFrames;
  }
}
