/** Where in its band sound is meant to lie: this much later than it has to, µs. */
const aimUs = 750;
/** Speed per distance from there: 1 ms is taken back at 250 parts per million, in some seconds. */
const ppmPerUs = 0.25;
/** A cent is 578 parts per million: more than this and the pitch might be heard to change. */
const maxPullPpm = 550;
/** No quartz is further off. */
const maxDriftPpm = 1000;
/** The speed changes by this share of the way a pull, so that it has no steps. */
const smoothing = 1 / 64;

/** How fast sound is to be played: with the sender's clock, and a little faster or slower while it is not at its time. */
export class SpeedControl {
  #ppm = 0;
  #driftPpm = 0;

  /**
   * Input frames per output frame from the next pull on.
   *
   * @param excessUs how much later than needed sound is played, NaN where unknown
   * @param driftPpm how much faster the sender's clock runs than ours; null where unknown
   */
  ratio(excessUs: number, driftPpm: number | null): number {
    // While it is not known anew, as after a restart of the sender, it is what it was.
    if (driftPpm !== null) this.#driftPpm = clamp(driftPpm, maxDriftPpm);
    const pull = Number.isNaN(excessUs) ? 0 : clamp((excessUs - aimUs) * ppmPerUs, maxPullPpm);
    this.#ppm += (this.#driftPpm + pull - this.#ppm) * smoothing;
    return 1 + this.#ppm / 1e6;
  }
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, -most), most);
}
