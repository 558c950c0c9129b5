import { LineFit } from './line-fit.ts';

/** One sample of each of the last so many intervals is kept. */
const intervals = 64;
const intervalUs = 1e6;
/** Below this span the drift would be noise. */
const driftSpanUs = 10e6;
/** So many impossible samples in a row mean that a clock has jumped. */
const impossibleInARow = 4;

/**
 * Maps a remote monotonic clock onto the local one, from samples of (offset, round-trip time) such as NTP's exchange of
 * four timestamps gives (RFC 5905, section 8). Of each second only the sample with the shortest round trip counts, as
 * the others have waited in queues; a line through them follows the drift.
 */
export class ClockMap {
  readonly #line: LineFit = new LineFit(intervals);
  #firstUs = Number.NaN;
  #lastUs = Number.NaN;
  #intervalEndUs = Number.NaN;
  #bestLocalUs = 0;
  #bestOffsetUs = Number.NaN;
  #bestRttUs = Infinity;
  #shortestRttUs = Infinity;
  #impossible = 0;
  #jumps = 0;

  /** Whether there was a sample, and so the clocks can be mapped. */
  get ready(): boolean {
    return !Number.isNaN(this.#bestOffsetUs);
  }

  /** How much faster the remote clock runs, in parts per million; null until it is known. */
  get driftPpm(): number | null {
    return this.#followsDrift ? this.#line.slope * 1e6 : null;
  }

  /** How often the remote clock was found to have jumped, as it does when that machine restarts. */
  get jumps(): number {
    return this.#jumps;
  }

  /**
   * @param localUs when it was taken, on the local clock
   * @param offsetUs remote clock minus local clock; wrong by at most half of `rttUs`
   * @param rttUs at least 0
   */
  sample(localUs: number, offsetUs: number, rttUs: number): void {
    if (this.ready && Math.abs(offsetUs - this.offsetUs(localUs)) > rttUs / 2 + this.#bestRttUs / 2 + 2000) {
      if (++this.#impossible < impossibleInARow) return;
      this.#forget();
      this.#jumps++;
    }
    this.#impossible = 0;
    if (Number.isNaN(this.#firstUs)) this.#firstUs = localUs;
    this.#shortestRttUs = Math.min(this.#shortestRttUs, rttUs);
    if (localUs >= this.#intervalEndUs) this.#keepBest();
    if (Number.isNaN(this.#intervalEndUs)) {
      this.#intervalEndUs = localUs + intervalUs;
      this.#bestRttUs = Infinity;
    }
    if (rttUs <= this.#bestRttUs) {
      this.#bestLocalUs = localUs;
      this.#bestOffsetUs = offsetUs;
      this.#bestRttUs = rttUs;
    }
  }

  /** Remote clock minus local clock at a local time, in µs; NaN until ready. */
  offsetUs(localUs: number): number {
    if (this.#followsDrift) return this.#line.at(localUs);
    return this.#line.size > 0 ? this.#line.mean : this.#bestOffsetUs;
  }

  /** The local time of a remote time, both in µs; NaN until ready. */
  toLocalUs(remoteUs: number): number {
    const roughUs = remoteUs - this.offsetUs(this.#bestLocalUs);
    return remoteUs - this.offsetUs(roughUs);
  }

  get #followsDrift(): boolean {
    return this.#line.size >= 8 && this.#lastUs - this.#firstUs >= driftSpanUs;
  }

  #keepBest(): void {
    const waitedMs = (this.#bestRttUs - this.#shortestRttUs) / 1000;
    this.#line.add(this.#bestLocalUs, this.#bestOffsetUs, 1 / (1 + waitedMs * waitedMs));
    this.#lastUs = this.#bestLocalUs;
    this.#intervalEndUs = Number.NaN;
  }

  #forget(): void {
    this.#line.clear();
    this.#firstUs = Number.NaN;
    this.#lastUs = Number.NaN;
    this.#intervalEndUs = Number.NaN;
    this.#bestOffsetUs = Number.NaN;
    this.#bestRttUs = Infinity;
    this.#shortestRttUs = Infinity;
  }
}
