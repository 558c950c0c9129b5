import { seeded } from '@ajar/link/testing';
import type { Coverage } from './coverage.ts';
import { Mutator } from './mutator.ts';
import type { Feel, Target } from './target.ts';

/** An input for which something did not hold. */
export interface Finding {
  readonly input: Uint8Array;
  readonly error: Error;
}

export interface SearchOptions {
  readonly seed: number;
  /** Inputs that are known to be worth keeping, besides the target's seeds. */
  readonly corpus: readonly Uint8Array[];
  /** Without it, the search is guided only by what the target itself tells. */
  readonly coverage?: Coverage | undefined;
  /** Sees every input before it is executed. */
  readonly watch?: (input: Uint8Array) => void;
}

export interface SearchResult {
  readonly runs: number;
  /** Inputs that executed something that none before them did. */
  readonly corpus: readonly Uint8Array[];
  readonly finding: Finding | undefined;
}

/** One execution in so many is done twice, and must show the same both times. */
const repeatEvery = 61;
const counters = 256;
const magnitudes = 64;

/** Searches for so many executions. */
export function search(target: Target, runs: number, options: SearchOptions): SearchResult {
  return new Search(target, options).run(runs);
}

/** Executes one input twice, as the replay of a corpus does. */
export function replay(target: Target, input: Uint8Array): Finding | undefined {
  try {
    const seen = target.run(input, () => {});
    if (target.run(input, () => {}) !== seen) throw new Error('the same input has shown something else');
    return undefined;
  } catch (error) {
    return { input, error: error as Error };
  }
}

/**
 * Searches for inputs that break a target: changes inputs at random, and keeps those that execute code, or bring about
 * states, that none before did. The same seed, corpus and number of runs search the same way.
 */
export class Search {
  readonly #target: Target;
  readonly #options: SearchOptions;
  readonly #mutator: Mutator;
  readonly #draw: () => number;
  readonly #corpus: Uint8Array[] = [];
  readonly #felt = new Uint8Array(counters * magnitudes);
  #anew = false;
  #begun = false;
  #runs = 0;
  #finding: Finding | undefined;

  constructor(target: Target, options: SearchOptions) {
    this.#target = target;
    this.#options = options;
    this.#draw = seeded(options.seed);
    this.#mutator = new Mutator(target, this.#draw);
  }

  /**
   * Goes on where it stopped.
   * @param runs executions from the beginning on
   * @param goOn asked after every batch; false ends it earlier
   */
  run(runs: number, goOn: () => boolean = () => true): SearchResult {
    const { coverage, corpus } = this.#options;
    coverage?.choose(this.#target.name);
    if (!this.#begun) {
      this.#begun = true;
      this.#batch([...this.#target.seeds, ...corpus]);
      if (this.#corpus.length === 0) this.#corpus.push(new Uint8Array(0));
    }
    while (this.#finding === undefined && this.#runs < runs && goOn()) {
      this.#batch(this.#inputs(Math.min(this.#target.batch, runs - this.#runs)));
    }
    return { runs: this.#runs, corpus: this.#corpus, finding: this.#finding };
  }

  #inputs(count: number): Uint8Array[] {
    return Array.from({ length: count }, () => this.#mutator.mutate(this.#pick(), this.#pick()));
  }

  /** New finds are looked into more than old ones. */
  #pick(): Uint8Array {
    const { length } = this.#corpus;
    const recent = this.#draw() < 0.4 ? Math.ceil(length / 4) : length;
    return this.#corpus[length - 1 - Math.floor(this.#draw() * recent)]!;
  }

  /** Executes all, and once more those of a batch that executed something new, one by one, to tell which it was. */
  #batch(inputs: readonly Uint8Array[]): void {
    const { coverage } = this.#options;
    const felt: Uint8Array[] = [];
    const others: Uint8Array[] = [];
    for (const input of inputs) {
      this.#anew = false;
      this.#execute(input);
      if (this.#finding !== undefined) return;
      (this.#anew ? felt : others).push(input);
    }
    this.#corpus.push(...felt);
    if (coverage === undefined || coverage.glance() === 0) return;
    coverage.putAside();
    for (const input of felt) this.#execute(input);
    coverage.look();
    for (const input of others) {
      this.#execute(input);
      if (this.#finding !== undefined) return;
      if (coverage.look() > 0) this.#corpus.push(input);
    }
    coverage.settle();
  }

  #execute(input: Uint8Array): void {
    this.#options.watch?.(input);
    this.#runs++;
    try {
      const seen = this.#target.run(input, this.#feel);
      if (this.#runs % repeatEvery !== 0) return;
      this.#runs++;
      if (this.#target.run(input, this.#feel) !== seen)
        throw new Error('the same input has shown something else');
    } catch (error) {
      this.#finding = { input: shrink(this.#target, input, error as Error), error: error as Error };
    }
  }

  readonly #feel: Feel = (counter, value) => {
    const key = (counter % counters) * magnitudes + Math.min(magnitudes - 1, Math.ceil(Math.log2(value + 1)));
    if (this.#felt[key] === 1) return;
    this.#felt[key] = 1;
    this.#anew = true;
  };
}

/** A shorter input that fails in the same way, found by leaving parts out. */
function shrink(target: Target, input: Uint8Array, error: Error): Uint8Array {
  let best = input;
  for (let piece = Math.ceil(best.length / 2); piece >= 1; piece = piece === 1 ? 0 : Math.ceil(piece / 2)) {
    for (let at = 0; at < best.length; ) {
      const shorter = Buffer.concat([best.subarray(0, at), best.subarray(at + piece)]);
      if (replay(target, shorter)?.error.message === error.message) best = shorter;
      else at += piece;
    }
  }
  return best;
}
