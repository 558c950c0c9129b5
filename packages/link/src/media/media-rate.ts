/** Long enough to hold a few frames, short enough that the first keyframe of a session is not long out of the door. */
const windowUs = 50_000;

/** Rate of what is handed in, in bits per second: follows a rise at once, a fall within half a second. */
export class MediaRate {
  bps = 0;
  #bytes = 0;
  #sinceUs = Number.NaN;

  add(nowUs: number, bytes: number): void {
    if (Number.isNaN(this.#sinceUs)) this.#sinceUs = nowUs;
    const elapsedUs = nowUs - this.#sinceUs;
    if (elapsedUs >= windowUs) {
      const measuredBps = (this.#bytes * 8e6) / elapsedUs;
      this.bps = measuredBps > this.bps ? measuredBps : this.bps * 0.9 + measuredBps * 0.1;
      this.#bytes = 0;
      this.#sinceUs = nowUs;
    }
    this.#bytes += bytes;
  }
}
