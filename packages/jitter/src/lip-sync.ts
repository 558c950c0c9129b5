/** Sound and picture further apart than this are brought together. Bounds of what is noticed lie at 45 and 125 ms (ITU-R BT.1359-1). */
const bandMs = 14;
/** So far apart they may stay: to wait for what nobody notices would be delay for nothing. */
const aimMs = 12;
/** A step at most so long: pictures then wait a frame longer at most, and sound is stretched, not cut. */
const stepMs = 15;
/** What is measured lags behind what was done: after a step so many reports say nothing. */
const restingReports = 8;
/** Nor do the first ones: playout is still finding its delay. */
const startingReports = 20;
/** What is held for nothing is let go when it is more than this. */
const needlessMs = 3;
/** What a picture may be made to wait for its sound, and sound for its picture. */
const mostPictureMs = 60;
const mostSoundMs = 100;

/** What is held back, one of them at the most. */
export interface Holding {
  /** How long every picture waits after it has arrived, ms. */
  readonly pictureMs: number;
  /** How much later than it has to sound is played, ms. */
  readonly soundMs: number;
}

/**
 * Keeps sound and picture together: whichever is later decides, and the other one waits for it, within bounds. Both are told as delays from
 * their capture, on one clock, as they are heard and seen; so every start ends at the same place. Pure.
 */
export class LipSync {
  /** What pictures wait, or below 0 what sound does, ms. */
  #offsetMs = 0;
  #resting = startingReports;

  get holding(): Holding {
    return { pictureMs: Math.max(0, this.#offsetMs), soundMs: Math.max(0, -this.#offsetMs) };
  }

  /**
   * To be called about four times a second with the delays of the last second, ms; null for what is not known.
   *
   * @returns whether what is to be held has changed
   */
  see(soundMs: number | null, pictureMs: number | null): boolean {
    if (soundMs === null || pictureMs === null) return false;
    const skewMs = soundMs - pictureMs;
    if (--this.#resting > 0) return false;
    const step = Math.min(Math.max(this.#missing(skewMs), -stepMs), stepMs);
    if (!(Math.abs(step) > needlessMs)) return false;
    this.#resting = restingReports;
    const before = this.#offsetMs;
    this.#offsetMs = Math.min(Math.max(before + step, -mostSoundMs), mostPictureMs);
    return this.#offsetMs !== before;
  }

  /** By how much the offset is too small, ms: nothing within the band, but for what is held without need. */
  #missing(skewMs: number): number {
    if (skewMs > bandMs || (this.#offsetMs > 0 && skewMs < aimMs)) {
      return Math.max(skewMs - aimMs, Math.min(0, -this.#offsetMs));
    }
    if (skewMs < -bandMs || (this.#offsetMs < 0 && skewMs > -aimMs)) {
      return Math.min(skewMs + aimMs, Math.max(0, -this.#offsetMs));
    }
    return 0;
  }
}
