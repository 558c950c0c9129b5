/**
 * Believes a page's reports only as far as they can be true: of frames sent to it, each once and in order, decoded
 * before shown, neither long ago nor in the future. Reads no clock.
 */
export class ReportCheck {
  #lastSent = -1;
  #lastReported = -1;

  /** A frame goes to the page. Numbers that start again from below are a new stream. */
  sent(number: number): void {
    if (number <= this.#lastSent) this.#lastReported = number - 1;
    if (this.#lastSent < 0) this.#lastReported = number - 1;
    this.#lastSent = number;
  }

  /** Whether to believe that report; true marks the frame and all before it as reported. */
  accepts(number: number, decodedUs: number, presentedUs: number, nowUs: number): boolean {
    if (number <= this.#lastReported || number > this.#lastSent) return false;
    if (presentedUs > nowUs + MAX_AHEAD_US || decodedUs < nowUs - MAX_AGE_US) return false;
    if (decodedUs > presentedUs) return false;
    this.#lastReported = number;
    return true;
  }
}

/** A page may name the refresh that is to come, by a clock that it can only estimate. */
const MAX_AHEAD_US = 250_000;
const MAX_AGE_US = 10_000_000;
