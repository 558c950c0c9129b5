import { NetlabError } from '../error.ts';

/** What may leave at each opportunity of a trace (Mahimahi's packets of 1,500 bytes and their four-byte header). */
const opportunityBytes = 1504;

/**
 * The capacity of a link over time in Mahimahi's format: lines of text, each a millisecond, not before the one above, at
 * which 1,504 bytes may leave. The last line is also its length; from there it starts again.
 */
export class CapacityTrace {
  /** When the opportunities are, in ms from the start, in order. */
  readonly opportunitiesMs: Uint32Array;

  /**
   * @param field what the trace is called in an error message
   * @throws {NetlabError} `bad-settings`
   */
  constructor(opportunitiesMs: ArrayLike<number>, field = 'trace') {
    let lastMs = 0;
    for (let index = 0; index < opportunitiesMs.length; index++) {
      const ms = opportunitiesMs[index]!;
      if (!(Number.isInteger(ms) && ms >= lastMs && ms <= 0xffff_ffff)) {
        const demand = 'must be whole ms, none before the one above it';
        throw new NetlabError('bad-settings', `${field}, line ${index + 1}, ${demand}, not ${ms}`, { field });
      }
      lastMs = ms;
    }
    if (lastMs === 0) {
      throw new NetlabError('bad-settings', `${field} must last longer than 0 ms`, { field });
    }
    this.opportunitiesMs = Uint32Array.from(opportunitiesMs);
  }

  /**
   * Reads a trace as Mahimahi writes it.
   * @throws {NetlabError} `bad-settings`, with the line that is wrong
   */
  static parse(text: string, field = 'trace'): CapacityTrace {
    const lines = text.trimEnd().split('\n');
    return new CapacityTrace(
      lines.map((line) => (/^\s*\d+\s*$/.test(line) ? Number(line) : Number.NaN)),
      field,
    );
  }

  /** As it is written in JSON. */
  toJSON(): number[] {
    return [...this.opportunitiesMs];
  }

  /** After how many ms it starts again. */
  get periodMs(): number {
    return this.opportunitiesMs.at(-1)!;
  }

  /** Its capacity in the mean, in bits a second. */
  get meanBps(): number {
    return (this.opportunitiesMs.length * opportunityBytes * 8000) / this.periodMs;
  }
}

/** A link that follows a trace from `startUs` on. */
export class TraceCursor {
  readonly trace: CapacityTrace;
  readonly #times: Uint32Array;
  #roundUs: number;
  #next = 0;
  #usedUs = Number.NEGATIVE_INFINITY;
  #leftBytes = 0;

  constructor(trace: CapacityTrace, startUs: number) {
    this.trace = trace;
    this.#times = trace.opportunitiesMs;
    this.#roundUs = startUs;
  }

  /**
   * When the last of `bytes` has left that stand ready at `nowUs`. What an opportunity has left over is for those that
   * stand ready at that moment; else it is lost, as opportunities are at which nothing stands ready.
   * @param nowUs not before what the last call returned
   */
  serve(nowUs: number, bytes: number): number {
    let rest = bytes;
    if (this.#usedUs !== nowUs) this.#leftBytes = 0;
    let atUs = nowUs;
    while (rest > this.#leftBytes) {
      rest -= this.#leftBytes;
      atUs = this.#take(nowUs);
      this.#leftBytes = opportunityBytes;
    }
    this.#leftBytes -= rest;
    this.#usedUs = atUs;
    return atUs;
  }

  #take(notBeforeUs: number): number {
    for (;;) {
      const atUs = this.#roundUs + this.#times[this.#next]! * 1000;
      if (++this.#next === this.#times.length) {
        this.#next = 0;
        this.#roundUs += this.trace.periodMs * 1000;
      }
      if (atUs >= notBeforeUs) return atUs;
    }
  }
}
