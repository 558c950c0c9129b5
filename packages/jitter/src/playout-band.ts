/** Below this excess blocks are left out one by one, so that nobody hears it. */
const gentleExcessUs = 40_000;
/** How many pulls in a row must lie outside before anything is done, and how many where they lie far outside. */
const patientPulls = 20;
const hastyPulls = 8;

/**
 * Decides from where the last pulls lay when playout has to come closer or to move away. Judged by the earliest of some
 * pulls, as a device asks for blocks in bursts and the earliest is the one that must not come in vain.
 */
export class PlayoutBand {
  readonly #blockUs: number;
  readonly #belowUs: number;
  readonly #aboveUs: number;
  #leastExcessUs = Infinity;
  #pulls = 0;

  /**
   * @param belowUs how far below the target is still good
   * @param aboveUs how far above is still good; together more than a block, or leaving one out and inserting one would alternate
   */
  constructor(blockUs: number, belowUs: number, aboveUs: number) {
    this.#blockUs = blockUs;
    this.#belowUs = belowUs;
    this.#aboveUs = aboveUs;
  }

  get belowUs(): number {
    return this.#belowUs;
  }

  /**
   * How many blocks to leave out at this pull; -1 to insert one; 0 to do nothing.
   * @param excessUs how much later than the target the next block would be played
   * @param noiseUs by how much the target itself may move without a reason; widens the band upwards
   */
  judge(excessUs: number, noiseUs = 0): number {
    this.#leastExcessUs = Math.min(this.#leastExcessUs, excessUs);
    this.#pulls++;
    const leastUs = this.#leastExcessUs;
    if (this.#pulls < (Math.abs(leastUs) > gentleExcessUs ? hastyPulls : patientPulls)) return 0;
    this.rest();
    if (leastUs < -this.#belowUs) return -1;
    if (leastUs <= this.#aboveUs + noiseUs) return 0;
    return leastUs > gentleExcessUs ? Math.floor(leastUs / this.#blockUs) : 1;
  }

  /** Begins to judge anew, as after a change of what is played. */
  rest(): void {
    this.#leastExcessUs = Infinity;
    this.#pulls = 0;
  }
}
