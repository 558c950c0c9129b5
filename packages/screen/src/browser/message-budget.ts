/** How many messages a page may send: a bucket that fills steadily. Reads no clock. */
export class MessageBudget {
  readonly #perSecond: number;
  readonly #burst: number;
  #left: number;
  #filledUs = 0;

  /** `perSecond` messages in the long run, `burst` of them at once. */
  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#left = burst;
  }

  /** Counts one message; false when there were too many. */
  spend(nowUs: number): boolean {
    const gained = ((nowUs - this.#filledUs) * this.#perSecond) / 1e6;
    this.#left = Math.min(this.#burst, this.#left + Math.max(0, gained));
    this.#filledUs = nowUs;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
