import { ArrivalWindow } from './arrival-window.ts';

/** `now`: least delay. `smooth`: spaced as they were captured, for up to one frame's interval of delay. */
export type PictureMode = 'now' | 'smooth';

/** How many of the last pictures decide: about four seconds at 60 a second. */
const remembered = 256;
/** Share of the pictures that are there in time for even spacing. */
const coveredShare = 0.97;
/** Pictures before there is anything to go by. */
const enoughPictures = 12;
/** By how much the delay shrinks in a second, µs. */
const shrinkUsPerSecond = 2000;
/** After a pause of the camera so long, or a delay so far off, it starts anew: the clocks or the way have changed. */
const gapUs = 1_000_000;
/** Of these many capture intervals the median is the frame's interval, so that lost pictures do not count. */
const intervals = 9;

/**
 * Decides when a decoded picture is presented. Pure: the owner tells the times, in µs of any one clock.
 *
 * In `smooth` mode a picture is due a constant delay after its capture. The delay is the least that covers 97 % of the last pictures; it
 * grows at once, shrinks by 2 ms a second, and is never more than one frame's interval above the shortest delay seen: so a picture is due
 * before the next one can be there, and no more than one ever waits. Allocates only when it is made.
 */
export class PicturePlayout {
  readonly mode: PictureMode;
  readonly #delays = new ArrivalWindow(remembered);
  readonly #intervalsUs = new Float64Array(intervals);
  readonly #sortedUs = new Float64Array(intervals);
  #pictures = 0;
  #lastCapturedUs = Number.NaN;
  #targetUs = Number.NEGATIVE_INFINITY;

  constructor(mode: PictureMode) {
    this.mode = mode;
  }

  /** Capture to presentation, µs; NaN while it is presented at once. */
  get delayUs(): number {
    return this.#pictures < enoughPictures ? Number.NaN : this.#targetUs;
  }

  /**
   * Takes the next picture in order. Returns when it is to be presented: `decodedUs` or later, by at most one frame's interval.
   *
   * @param capturedUs NaN when it is not known: the picture is presented at once
   */
  dueUs(capturedUs: number, decodedUs: number): number {
    if (this.mode === 'now') return decodedUs;
    const delayUs = decodedUs - capturedUs;
    if (!Number.isFinite(delayUs)) return decodedUs;
    const sinceUs = capturedUs - this.#lastCapturedUs;
    const isNew = !(sinceUs > 0 && sinceUs < gapUs);
    if (isNew || Math.abs(delayUs - this.#delays.lowestUs) > gapUs) this.#begin();
    else this.#intervalsUs[this.#pictures++ % intervals] = sinceUs;
    this.#lastCapturedUs = capturedUs;
    this.#delays.add(delayUs);
    if (this.#pictures < enoughPictures) return decodedUs;

    const intervalUs = this.#medianIntervalUs();
    const wantedUs = Math.min(this.#delays.quantileUs(coveredShare), this.#delays.lowestUs + intervalUs);
    const shrunkUs = this.#targetUs - (shrinkUsPerSecond * sinceUs) / 1e6;
    this.#targetUs = Math.min(Math.max(wantedUs, shrunkUs), this.#delays.lowestUs + intervalUs);
    return Math.max(decodedUs, capturedUs + this.#targetUs);
  }

  #begin(): void {
    this.#delays.clear();
    this.#pictures = 0;
    this.#targetUs = Number.NEGATIVE_INFINITY;
  }

  #medianIntervalUs(): number {
    this.#sortedUs.set(this.#intervalsUs);
    this.#sortedUs.sort();
    return this.#sortedUs[intervals >> 1]!;
  }
}
