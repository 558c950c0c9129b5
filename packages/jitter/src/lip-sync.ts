/**
 * By how much later than its picture sound is wanted, ms. Not 0: a picture stays for half a frame on average before the next one follows, the camera has waited as
 * long, and nobody minds sound that is a little late, as it is in any room. Noticed are 45 ms early and 125 ms late (ITU-R BT.1359-1).
 */
const wantedMs = 6;
/** Where pictures are what is late, sound waits until it is no earlier than… */
const earliestMs = 2;
/** So much more or less is left alone: to wait for what nobody notices would be delay for nothing. */
const bandMs = 4.5;
/** Smaller changes of what pictures wait are not worth telling. */
const littleMs = 1;
/** Sound is stretched, not cut: a step at most so long, and after it so many reports say nothing. */
const soundStepMs = 15;
const restingReports = 8;
/** Nor do the first ones, and the first ones after a silence. */
const startingReports = 2;
/** What a picture may be made to wait for its sound, and sound for its picture: who interrupts does so by ear. */
const mostPictureMs = 200;
const mostSoundMs = 100;

/** What is held back, one of them at the most. */
export interface Holding {
  /** How long after its capture every picture is to be seen, ms; 0 for as soon as can be. */
  readonly pictureMs: number;
  /** How much later than it has to sound is played, ms. */
  readonly soundMs: number;
}

/**
 * Keeps sound and picture together: whichever is later decides, and the other one waits for it, within bounds. Both are told as delays from
 * their capture, on one clock, as they are heard and seen; so every start ends at the same place. Pure.
 */
export class LipSync {
  #pictureMs = 0;
  #soundMs = 0;
  #resting = startingReports;

  get holding(): Holding {
    return { pictureMs: this.#pictureMs, soundMs: this.#soundMs };
  }

  /**
   * To be called about four times a second with the delays of late; null for what is not known.
   *
   * @param soundMs from capture to heard, whatever it waits for included
   * @param pictureMs from capture to seen, less what pictures wait for their sound
   * @returns whether what is to be held has changed
   */
  see(soundMs: number | null, pictureMs: number | null): boolean {
    const lateMs = (soundMs ?? Number.NaN) - (pictureMs ?? Number.NaN);
    if (Number.isNaN(lateMs)) {
      this.#resting = Math.max(this.#resting, startingReports);
      return false;
    }
    if (--this.#resting > 0) return false;
    if (this.#soundMs > 0 || lateMs < earliestMs - bandMs) return this.#holdSound(lateMs);
    return this.#holdPictures(lateMs, lateMs + pictureMs!);
  }

  /** What pictures wait is known from what sound takes, whatever they wait already. */
  #holdPictures(lateMs: number, soundMs: number): boolean {
    const before = this.#pictureMs;
    const isWorthIt = lateMs > (before > 0 ? wantedMs : wantedMs + bandMs);
    const aimMs = isWorthIt ? soundMs - Math.max(wantedMs, lateMs - mostPictureMs) : 0;
    if (Math.abs(aimMs - before) < littleMs) return false;
    this.#pictureMs = aimMs;
    return true;
  }

  /** Sound that is told to wait does so in time, as far as its playout does not wait for other reasons anyway. */
  #holdSound(lateMs: number): boolean {
    const missingMs = earliestMs - lateMs;
    const stepMs = Math.min(Math.max(missingMs, -soundStepMs), soundStepMs);
    const before = this.holding;
    this.#pictureMs = 0;
    if (Math.abs(missingMs) > bandMs) {
      this.#soundMs = Math.min(Math.max(this.#soundMs + stepMs, 0), mostSoundMs);
      this.#resting = restingReports;
    }
    return this.#soundMs !== before.soundMs || this.#pictureMs !== before.pictureMs;
  }
}
