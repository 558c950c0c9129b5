/** How soon a keyframe that has not come is asked for again, µs. As a portal's screen does. */
const askAgainUs = 250_000;

/** Knows which pictures can be decoded, by what refers to what: a keyframe to nothing, any other to the one handed in before it. */
export class PictureGate {
  #expected = -1;
  #askedUs = Number.NEGATIVE_INFINITY;

  /** Whether the picture `index` can be decoded, now that all before it that will ever come have come. */
  admit(index: number, keyframe: boolean): boolean {
    if (!keyframe && index !== this.#expected) {
      this.#expected = -1;
      return false;
    }
    this.#expected = index + 1;
    return true;
  }

  /** Nothing that follows can be decoded until a keyframe. */
  shut(): void {
    this.#expected = -1;
  }

  /** Whether a picture that refers to the one before would be let through. */
  get isOpen(): boolean {
    return this.#expected >= 0;
  }

  /** True when a keyframe is to be asked for now. */
  wantsKeyframe(nowUs: number): boolean {
    if (this.#expected >= 0 || nowUs - this.#askedUs < askAgainUs) return false;
    this.#askedUs = nowUs;
    return true;
  }
}
