/**
 * Remembers that a keyframe is needed and when it may be asked for: at once the first time, and again every
 * `intervalUs` until one comes. Reads no clock.
 */
export class KeyframeWish {
  readonly #intervalUs: number;
  #pending = false;
  #askedUs = Number.NEGATIVE_INFINITY;

  constructor(intervalUs: number) {
    this.#intervalUs = intervalUs;
  }

  get pending(): boolean {
    return this.#pending;
  }

  /** A keyframe is needed. */
  wish(): void {
    this.#pending = true;
  }

  /** A keyframe came. */
  granted(): void {
    this.#pending = false;
  }

  /** Whether to ask now; true counts as having asked. */
  shouldAsk(nowUs: number): boolean {
    if (!this.#pending || nowUs - this.#askedUs < this.#intervalUs) return false;
    this.#askedUs = nowUs;
    return true;
  }
}
