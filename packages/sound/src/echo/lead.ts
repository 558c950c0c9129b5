/**
 * Played sound is handed to the canceller so much before it can be heard in what is recorded: room for what the devices' estimates of
 * their own buffers are off by, as an echo that comes before its cause is never found. ms.
 */
const mostMs = 30;
/** Blocks come in bursts: what is known now is this much more than what may be known next time. */
const spareMs = 3;
/** What is missing by more than this was not played at all: a loudspeaker stood still. */
const absentMs = 60;
/** When so many frames of 10 ms could have had this much more lead, they get it. */
const patienceFrames = 500;
const worthwhileMs = 8;

/** Chooses how far ahead played sound is read: 30 ms, and less where devices are so quick that it has not been played yet. Whole ms. */
export class Lead {
  #ms = mostMs;
  #leastSpareMs = Infinity;
  #frames = 0;

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
    if (!(aheadMs > -absentMs)) return false;
    if (aheadMs < this.#ms) {
      const before = this.#ms;
      this.#ms = Math.max(0, Math.floor(aheadMs - spareMs));
      this.#restart();
      return this.#ms !== before;
    }
    this.#leastSpareMs = Math.min(this.#leastSpareMs, aheadMs);
    if (++this.#frames < patienceFrames) return false;
    const possibleMs = Math.min(mostMs, Math.floor(this.#leastSpareMs - spareMs));
    this.#restart();
    if (possibleMs < this.#ms + worthwhileMs) return false;
    this.#ms = possibleMs;
    return true;
  }

  #restart(): void {
    this.#frames = 0;
    this.#leastSpareMs = Infinity;
  }
}
