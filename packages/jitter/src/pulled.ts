/** The next block. */
export interface Played {
  readonly kind: 'play';
  /** The number the sender gave it. */
  readonly number: number;
  /** When its first sample was captured, as it was pushed. */
  readonly capturedUs: number;
  /** A view on the buffer's memory, valid until the next push or pull. */
  readonly payload: Uint8Array;
}

/** A block that does not follow the one before: what was between was far too late and is left out. Join them without a click. */
export interface Skipped {
  readonly kind: 'skip';
  readonly number: number;
  readonly capturedUs: number;
  readonly payload: Uint8Array;
  /** The first block left out, to fade over from; null where it never came (`Concealer.join`). */
  readonly dropped: Uint8Array | null;
}

/** Nothing to play now: continue what was heard. */
export interface Concealed {
  readonly kind: 'conceal';
  /**
   * - `missing`: the block has not come and its time has
   * - `starved`: nothing has come; nothing is given up yet, later blocks will wait longer
   */
  readonly reason: 'missing' | 'starved';
}

/** There is no stream, not yet or for long: silence. */
export interface Waiting {
  readonly kind: 'wait';
}

/** What a pull gives. The object belongs to the buffer and is valid until its next pull. */
export type Pulled = Played | Skipped | Concealed | Waiting;
