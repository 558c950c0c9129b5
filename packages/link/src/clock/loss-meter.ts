const slotUs = 200_000;
const slots = 10;

/** Loss over the last two seconds, from the gaps in packet numbers. */
export class LossMeter {
  /** Per slot: the highest number and how many had come when it began. */
  readonly #highest = new Float64Array(slots);
  readonly #accepted = new Float64Array(slots);
  #slot = 0;
  #filled = 0;
  #beganUs = Number.NEGATIVE_INFINITY;

  /** Call for every packet, with the figures of the replay window before it was accepted. */
  tick(nowUs: number, highest: number, accepted: number): void {
    if (nowUs - this.#beganUs < slotUs) return;
    this.#beganUs = nowUs;
    this.#slot = (this.#slot + 1) % slots;
    this.#filled = Math.min(this.#filled + 1, slots);
    this.#highest[this.#slot] = highest;
    this.#accepted[this.#slot] = accepted;
  }

  /** Percent of the packets sent to this side that did not come; null when none was due. */
  lossPct(highest: number, accepted: number): number | null {
    if (this.#filled === 0) return null;
    const oldest = (this.#slot + slots - this.#filled + 1) % slots;
    const due = highest - this.#highest[oldest]!;
    if (due <= 0) return null;
    const came = accepted - this.#accepted[oldest]!;
    return Math.min(100, Math.max(0, (1 - came / due) * 100));
  }
}
