/**
 * Counts the moments in which the picture stood still, as W3C webrtc-stats defines `freezeCount`: an interval between
 * two shown frames of at least max(3 δ, δ + 150 ms), where δ is the mean interval of the last thirty.
 */
export class Freezes {
  readonly #intervalsMs = new Float64Array(30);
  #seen = 0;
  #lastUs: number | undefined;
  count = 0;
  totalMs = 0;

  /** Notes that a frame was shown at `atUs`. */
  shown(atUs: number): void {
    const intervalMs = this.#lastUs === undefined ? undefined : (atUs - this.#lastUs) / 1000;
    this.#lastUs = atUs;
    if (intervalMs === undefined) return;
    if (this.#seen >= this.#intervalsMs.length) {
      const meanMs = this.#intervalsMs.reduce((sum, value) => sum + value, 0) / this.#intervalsMs.length;
      if (intervalMs >= Math.max(3 * meanMs, meanMs + 150)) {
        this.count++;
        this.totalMs += intervalMs - meanMs;
        // A freeze is not the new normal: it stays out of the mean.
        return;
      }
    }
    this.#intervalsMs[this.#seen % this.#intervalsMs.length] = intervalMs;
    this.#seen++;
  }
}
