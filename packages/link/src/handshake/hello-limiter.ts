const perSecond = 100;
const burst = 50;

/** Opening a hello costs public-key arithmetic, and anyone can send one: so many are opened, the rest is dropped. */
export class HelloLimiter {
  #tokens = burst;
  #filledUs = Number.NaN;

  admit(nowUs: number): boolean {
    if (Number.isNaN(this.#filledUs)) this.#filledUs = nowUs;
    this.#tokens = Math.min(burst, this.#tokens + ((nowUs - this.#filledUs) * perSecond) / 1e6);
    this.#filledUs = nowUs;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
