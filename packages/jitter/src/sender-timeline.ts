/** How far a block's capture time may lie from where its number puts it before it belongs to another timeline. */
const toleranceUs = 100_000;
/** Blocks of one stream lie at most this far apart to be witnesses for each other. */
const nearby = 64;

/** How a block's number and capture time fit to the blocks before it. */
export type Continuity = 'same' | 'restarted' | 'doubtful';

/**
 * Turns the 32-bit numbers of blocks, which wrap, into indexes that never do, and notices when the sender has begun anew:
 * then the relation between number and capture time is another one. A single block with an older capture time is not
 * believed, as it may have strayed in from before a restart; a second one that agrees with it is.
 */
export class SenderTimeline {
  readonly #blockUs: number;
  #known = false;
  #number = 0;
  #index = 0;
  #capturedUs = 0;
  #doubtfulNumber = Number.NaN;
  #doubtfulUs = Number.NaN;

  constructor(blockUs: number) {
    this.#blockUs = blockUs;
  }

  /** The index of the block with this number, where it is of the present timeline. May be negative or far away. */
  indexOf(number: number): number {
    return this.#index + distance(number, this.#number);
  }

  /** The number, below 2^32, of the block at this index of the present timeline. */
  numberOf(index: number): number {
    return (this.#number + index - this.#index) >>> 0;
  }

  /** Takes the block as the newest of its timeline if it is. */
  see(number: number, capturedUs: number): Continuity {
    if (!this.#known) return 'restarted';
    const expectedUs = this.#capturedUs + distance(number, this.#number) * this.#blockUs;
    if (Math.abs(capturedUs - expectedUs) <= toleranceUs) {
      this.#doubtfulNumber = Number.NaN;
      if (distance(number, this.#number) > 0) this.#move(number, this.indexOf(number), capturedUs);
      return 'same';
    }
    if (capturedUs > this.#capturedUs || this.#isWitnessed(number, capturedUs)) return 'restarted';
    this.#doubtfulNumber = number;
    this.#doubtfulUs = capturedUs;
    return 'doubtful';
  }

  /** Begins a new timeline with this block, to which it gives this index. */
  restart(number: number, capturedUs: number, index: number): void {
    this.#known = true;
    this.#doubtfulNumber = Number.NaN;
    this.#move(number, index, capturedUs);
  }

  #move(number: number, index: number, capturedUs: number): void {
    this.#number = number;
    this.#index = index;
    this.#capturedUs = capturedUs;
  }

  #isWitnessed(number: number, capturedUs: number): boolean {
    const apart = distance(number, this.#doubtfulNumber);
    if (Number.isNaN(this.#doubtfulNumber) || apart === 0 || Math.abs(apart) > nearby) return false;
    return Math.abs(capturedUs - this.#doubtfulUs - apart * this.#blockUs) <= toleranceUs;
  }
}

/** How far `a` is ahead of `b`, the shorter way around 2^32. */
function distance(a: number, b: number): number {
  return (a - b) | 0;
}
