/** A stretch in which nothing came. Times in ms. */
export interface Away {
  readonly fromMs: number;
  readonly toMs: number;
}

/** When something was seen or heard, and for how long it was not. */
export class Presence {
  readonly name: string;
  readonly #usualMs: number;
  readonly #limitMs: number;
  #lastMs: number = Number.NaN;
  #sinceMs: number = Number.NaN;
  readonly #aways: Away[] = [];

  /** @param usualMs from one sign to the next; more than `limitMs` without one is being away */
  constructor(name: string, usualMs: number, limitMs: number) {
    this.name = name;
    this.#usualMs = usualMs;
    this.#limitMs = limitMs;
  }

  /** A picture, or a piece of sound that is not silence. Times never go back. */
  note(atMs: number): void {
    if (!(atMs - this.#lastMs <= this.#limitMs)) {
      if (!Number.isNaN(this.#lastMs)) this.#aways.push({ fromMs: this.#lastMs, toMs: atMs });
      this.#sinceMs = atMs;
    }
    this.#lastMs = atMs;
  }

  /** For how long it has been there without a gap, ms; 0 while it is away. */
  steadyMs(nowMs: number): number {
    return nowMs - this.#lastMs <= this.#limitMs ? nowMs - this.#sinceMs : 0;
  }

  /** The longest that it was away after `fromMs`, beyond what is usual, ms. */
  awayMs(fromMs: number, nowMs: number): number {
    let longestMs = 0;
    for (const away of this.aways(nowMs)) {
      if (away.toMs > fromMs) longestMs = Math.max(longestMs, away.toMs - away.fromMs - this.#usualMs);
    }
    return longestMs;
  }

  /** Every time that it was away, the one now included. */
  aways(nowMs: number): Away[] {
    const isAway = nowMs - this.#lastMs > this.#limitMs;
    return isAway ? [...this.#aways, { fromMs: this.#lastMs, toMs: nowMs }] : [...this.#aways];
  }
}
