/** How soon a keyframe that has not come is asked for again, in microseconds. */
const askAgainUs = 250_000;

/**
 * Lets a picture through only when everything it refers to was let through before, and says when to ask for a
 * keyframe: after a gap, a broken picture, or at the start.
 */
export class KeyframeGate {
  #expected: number | undefined;
  #askedUs = Number.NEGATIVE_INFINITY;

  /** True when the picture of this number can be decoded. Numbers wrap at 2^32. */
  admit(number: number, keyframe: boolean): boolean {
    if (!keyframe && number !== this.#expected) {
      this.#expected = undefined;
      return false;
    }
    this.opens(number);
    return true;
  }

  /** The picture of this number is whole, however that came about: what follows it can be decoded. */
  opens(number: number): void {
    this.#expected = (number + 1) >>> 0;
  }

  /** Nothing that follows can be decoded until a keyframe. */
  shut(): void {
    this.#expected = undefined;
  }

  /** True when a keyframe is to be asked for now. */
  wantsKeyframe(nowUs: number): boolean {
    if (this.#expected !== undefined || nowUs - this.#askedUs < askAgainUs) return false;
    this.#askedUs = nowUs;
    return true;
  }
}
