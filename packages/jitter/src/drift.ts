import { LineFit } from './line-fit.ts';

const intervals = 120;
const intervalUs = 2e6;
/** Fewer intervals would give noise. */
const fewestIntervals = 15;
/** A step like this is a restart or a pause, not drift. */
const stepUs = 50_000;

/**
 * How fast a clock that ticks once a block runs against the local one, from how early its ticks come: of each two seconds
 * the earliest tick counts, as the others were held up on their way, and a line goes through the last four minutes.
 */
export class TickRate {
  readonly #line: LineFit = new LineFit(intervals);
  #endUs = Number.NaN;
  #earliestUs = Infinity;
  #earliestAtUs = 0;
  #previousUs = Number.NaN;

  /** Parts per million by which the clock runs slow (its ticks come later and later); null until it is known. */
  get slowPpm(): number | null {
    return this.#line.size < fewestIntervals ? null : this.#line.slope * 1e6;
  }

  /**
   * @param nowUs when the tick came
   * @param delayUs when it came minus when it was due by the clock itself, from any fixed point
   */
  tick(nowUs: number, delayUs: number): void {
    if (!(nowUs < this.#endUs)) this.#next(nowUs);
    if (delayUs < this.#earliestUs) {
      this.#earliestUs = delayUs;
      this.#earliestAtUs = nowUs;
    }
  }

  clear(): void {
    this.#line.clear();
    this.#endUs = Number.NaN;
    this.#earliestUs = Infinity;
    this.#previousUs = Number.NaN;
  }

  #next(nowUs: number): void {
    if (this.#earliestUs !== Infinity) {
      if (Math.abs(this.#earliestUs - this.#previousUs) > stepUs) this.#line.clear();
      this.#previousUs = this.#earliestUs;
      this.#line.add(this.#earliestAtUs, this.#earliestUs);
    }
    this.#earliestUs = Infinity;
    this.#endUs = nowUs + intervalUs;
  }
}
