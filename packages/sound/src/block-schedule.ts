import { BLOCK_FRAMES, BLOCK_US } from './format.ts';

/** A reader later than this gets the present instead of the past. */
const MAX_LATE_US = 100_000;

/**
 * The pace of a source that has no clock of its own: one block every 5 ms on an absolute schedule, so that late calls
 * do not add up. A reader up to 100 ms late gets every block, in order; one that is later is taken to the newest
 * whole block, and what was left out is counted.
 */
export class BlockSchedule {
  #nextUs: number;
  #skippedFrames = 0;

  constructor(startUs: number) {
    this.#nextUs = startUs;
  }

  /** Sample frames left out so far. */
  get skippedFrames(): number {
    return this.#skippedFrames;
  }

  /** Time of the first sample of the block that is due at `nowUs`, which is then done with; `undefined` when none is. */
  take(nowUs: number): number | undefined {
    const lateUs = nowUs - (this.#nextUs + BLOCK_US);
    if (lateUs < 0) return undefined;
    if (lateUs > MAX_LATE_US) {
      const blocks = Math.floor(lateUs / BLOCK_US);
      this.#nextUs += blocks * BLOCK_US;
      this.#skippedFrames += blocks * BLOCK_FRAMES;
    }
    const startUs = this.#nextUs;
    this.#nextUs += BLOCK_US;
    return startUs;
  }
}
