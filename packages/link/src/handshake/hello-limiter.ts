import type { Address } from '../address.ts';

/** Hellos whose sender may be anyone. */
const unprovenPerSecond = 100;
const unprovenBurst = 50;
/** Hellos of those who proved their address: all of them, and of one host. */
const provenPerSecond = 500;
const provenBurst = 100;
const hostPerSecond = 10;
const hostBurst = 10;
const maxHosts = 256;

/** Opening a hello costs public-key arithmetic, and anyone can send one: so many are opened. */
export class HelloLimiter {
  readonly #unproven = new TokenBucket(unprovenPerSecond, unprovenBurst);
  readonly #proven = new TokenBucket(provenPerSecond, provenBurst);
  readonly #hosts = new Map<string, TokenBucket>();

  /** Whether a hello may be opened of which nobody knows where it really comes from. If not, a cookie is asked for. */
  admitUnproven(nowUs: number): boolean {
    return this.#unproven.take(nowUs);
  }

  /** Whether a hello may be opened that came with a cookie. */
  admitProven(nowUs: number, { host }: Address): boolean {
    let bucket = this.#hosts.get(host);
    if (bucket === undefined) {
      // A map keeps the order in which it was filled.
      if (this.#hosts.size === maxHosts) this.#hosts.delete(this.#hosts.keys().next().value!);
      bucket = new TokenBucket(hostPerSecond, hostBurst);
      this.#hosts.set(host, bucket);
    }
    return bucket.take(nowUs) && this.#proven.take(nowUs);
  }
}

/** So many at once, and so many a second in the long run. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #filledUs = Number.NaN;

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
  }

  take(nowUs: number): boolean {
    if (Number.isNaN(this.#filledUs)) this.#filledUs = nowUs;
    const filled = this.#tokens + ((nowUs - this.#filledUs) * this.#perSecond) / 1e6;
    this.#tokens = Math.min(this.#burst, filled);
    this.#filledUs = nowUs;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
