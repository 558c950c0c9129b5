import type { SentPackets } from './sent-log.ts';

const spanUs = 50_000;
const spans = 5;
/** The most of so many quarter seconds is remembered. */
const peaks = 40;

/** How much comes per second, by the receiver's clock: over the last quarter second, and the most over any within ten seconds. */
export class RateMeter {
  /** Bits per second over the last whole quarter second of arrivals; 0 before there is one. */
  bps = 0;
  readonly #bytes = new Float64Array(spans);
  readonly #peaks = new Float64Array(peaks);
  #span = Number.NEGATIVE_INFINITY;
  #filled = 0;
  #peakAt = 0;
  #left = spans;

  /** Takes a packet that came. */
  add(packets: SentPackets, slot: number): void {
    const span = Math.floor(packets.arrivedUs[slot]! / spanUs);
    if (span > this.#span) this.#turn(span);
    // One that was overtaken counts where it would have been.
    this.#bytes[this.#span % spans]! += packets.bytes[slot]!;
  }

  /** The highest rate of any quarter second of late, bits per second. */
  get peakBps(): number {
    let most = this.bps;
    for (let at = 0; at < peaks; at++) if (this.#peaks[at]! > most) most = this.#peaks[at]!;
    return most;
  }

  reset(): void {
    this.bps = 0;
    this.#bytes.fill(0);
    this.#peaks.fill(0);
    this.#span = Number.NEGATIVE_INFINITY;
    this.#filled = 0;
  }

  #turn(span: number): void {
    const steps = this.#filled === 0 ? 1 : Math.min(span - this.#span, spans);
    this.#span = span;
    if (this.#filled >= spans) {
      let bytes = 0;
      for (let at = 0; at < spans; at++) bytes += this.#bytes[at]!;
      this.bps = (bytes * 8e6) / (spans * spanUs);
      if (this.bps > this.#peaks[this.#peakAt]!) this.#peaks[this.#peakAt] = this.bps;
    }
    this.#filled += steps;
    this.#left -= steps;
    for (let step = 0; step < steps; step++) this.#bytes[(span - step) % spans] = 0;
    if (this.#left > 0) return;
    this.#left = spans;
    this.#peakAt = (this.#peakAt + 1) % peaks;
    this.#peaks[this.#peakAt] = 0;
  }
}
