/**
 * Played sound is handed to the canceller so much before it can be heard in what is recorded: room for what the devices' estimates of
 * their own buffers are off by, as an echo that comes before its cause is never found. ms.
 */
const mostMs = 30;
/** What is known now is so much more than what may be known next time. */
const spareMs = 3;
/** Frames of 10 ms that are looked at together, and how many of them may lack some: a process that was held up is no reason to have less always. */
const windowFrames = 25;
const mayLack = 3;
/** What could have been longer by so much in so many windows in a row becomes longer: 5 s. */
const worthwhileMs = 8;
const patience = 20;

/** Chooses how far ahead played sound is read: 30 ms, and less where devices are so quick that it has not been played yet. Whole ms. */
export class Lead {
  #ms = mostMs;
  readonly #window = new Float64Array(windowFrames);
  #frames = 0;
  #windows = 0;
  #possibleMs = mostMs;

  get ms(): number {
    return this.#ms;
  }

  /**
   * Before each frame.
   *
   * @param aheadMs by how much what is known of played sound goes beyond the frame's end; NaN while nothing is
   * @returns whether the lead is another one now
   */
  see(aheadMs: number): boolean {
    if (Number.isNaN(aheadMs)) return false;
    this.#window[this.#frames++] = aheadMs;
    if (this.#frames < windowFrames) return false;
    this.#frames = 0;
    const usualMs = Math.floor(this.#window.toSorted()[mayLack]! - spareMs);
    // A loudspeaker that stands still has nothing to tell.
    if (usualMs < -mostMs) return false;
    if (usualMs + spareMs < this.#ms) return this.#become(usualMs);
    this.#possibleMs = Math.min(this.#possibleMs, usualMs);
    if (++this.#windows < patience) return false;
    return this.#become(this.#possibleMs < this.#ms + worthwhileMs ? this.#ms : this.#possibleMs);
  }

  #become(ms: number): boolean {
    const before = this.#ms;
    this.#ms = Math.max(0, ms);
    this.#windows = 0;
    this.#possibleMs = mostMs;
    return this.#ms !== before;
  }
}
