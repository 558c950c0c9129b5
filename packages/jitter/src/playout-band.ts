/** Beyond this excess sound is left out at once: to come closer gently would take too long. */
const gentleExcessUs = 40_000;
/** How many pulls in a row must lie outside before anything is done, and how many where they lie far outside. */
const patientPulls = 20;
const hastyPulls = 8;

/**
 * Judges from where the last pulls lay how far playout is from its target. The earliest of some pulls counts, as a device asks for sound in
 * bursts and the earliest is the one that must not come in vain.
 */
export class PlayoutBand {
  readonly #blockUs: number;
  #leastExcessUs = Infinity;
  #pulls = 0;
  #excessUs = Number.NaN;

  constructor(blockUs: number) {
    this.#blockUs = blockUs;
  }

  /** How much later than the target the last pulls were played, µs; NaN until it is known after a change. */
  get excessUs(): number {
    return this.#excessUs;
  }

  /**
   * How many blocks to leave out at this pull, because playout is far too late; 0 for none.
   * @param excessUs how much later than the target the next block would be played
   */
  judge(excessUs: number): number {
    this.#leastExcessUs = Math.min(this.#leastExcessUs, excessUs);
    this.#pulls++;
    const leastUs = this.#leastExcessUs;
    if (this.#pulls < (Math.abs(leastUs) > gentleExcessUs ? hastyPulls : patientPulls)) return 0;
    this.rest();
    this.#excessUs = leastUs;
    return leastUs > gentleExcessUs ? Math.floor(leastUs / this.#blockUs) : 0;
  }

  /** Begins to judge anew, as after a change of what is played. */
  rest(): void {
    this.#leastExcessUs = Infinity;
    this.#pulls = 0;
    this.#excessUs = Number.NaN;
  }
}
