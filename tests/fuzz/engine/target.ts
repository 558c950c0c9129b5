import type { Cursor } from './cursor.ts';

/** Draws a number in [0, 1). */
export type Draw = () => number;

/** Something that is fed with bytes of anybody's choice. */
export interface Target {
  readonly name: string;
  /** One line for people: what is fed, and what must hold. */
  readonly about: string;
  /** The longest input that is tried, in bytes. */
  readonly maxBytes: number;
  /** Inputs to begin with. */
  readonly seeds: readonly Uint8Array[];
  /** Pieces that mean something to the target: magic words, types, numbers at the edge. */
  readonly tokens?: readonly Uint8Array[];
  /** For inputs that are lists of operations: makes a new one that is well-formed. */
  readonly invent?: (draw: Draw) => Uint8Array;
  /** For inputs that are lists of operations: steps over one of them. */
  readonly skip?: (input: Cursor) => void;
  /** Executions between two looks at the coverage; less for targets that take long. */
  readonly batch: number;
  /**
   * One execution, which depends on nothing but `input`. Throws when something does not hold. Returns a digest of
   * everything that could be seen from outside, where there is any: the same input must always give the same.
   */
  run(input: Uint8Array, feel: Feel): number;
}

/** Tells the search that something was in a state that no other input has brought about: a counter and its magnitude. */
export type Feel = (counter: number, value: number) => void;

/** What a target that has nothing to show returns. */
export const nothingSeen = 0;
