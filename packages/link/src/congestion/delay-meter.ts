import type { SentPackets } from './sent-log.ts';

/** The base is the least delay of this many spans of a second. */
const baseSpans = 10;
const baseSpanUs = 1_000_000;
/** The standing delay is the least of the last one to two spans of this length, so that what a frame queues for itself is not in it, µs. */
const standingSpanUs = 25_000;
/** Weight of a packet in the mean delay. */
const meanWeight = 1 / 64;

/**
 * Queueing delay from one-way delays, whose zero is unknown as the clocks of both sides are: what stands in the queue all the time,
 * beyond the least delay of the last ten seconds (as in Copa, NSDI '18, and BBR).
 */
export class DelayMeter {
  readonly #bases = new Float64Array(baseSpans).fill(Number.POSITIVE_INFINITY);
  #baseSpan = 0;
  #baseBeganUs = Number.NEGATIVE_INFINITY;
  #least = Number.POSITIVE_INFINITY;
  #leastBefore = Number.POSITIVE_INFINITY;
  #spanBeganUs = Number.NEGATIVE_INFINITY;
  #baseUs = Number.POSITIVE_INFINITY;
  #mean = Number.NaN;

  /** Takes a packet, in any order. */
  add(packets: SentPackets, slot: number): void {
    const sentUs = packets.sentUs[slot]!;
    const delayUs = packets.arrivedUs[slot]! - sentUs;
    if (sentUs - this.#spanBeganUs >= standingSpanUs) this.#turn(sentUs);
    if (delayUs < this.#least) this.#least = delayUs;
    if (delayUs < this.#bases[this.#baseSpan]!) this.#bases[this.#baseSpan] = delayUs;
    if (delayUs < this.#baseUs) this.#baseUs = delayUs;
    this.#mean = Number.isNaN(this.#mean) ? delayUs : this.#mean + (delayUs - this.#mean) * meanWeight;
  }

  /** What packets wait at least, µs; 0 before the first. */
  get standingUs(): number {
    const least = Math.min(this.#least, this.#leastBefore);
    return least === Number.POSITIVE_INFINITY ? 0 : least - this.#baseUs;
  }

  /** What packets wait in the mean, µs; 0 before the first. */
  get meanUs(): number {
    return Number.isNaN(this.#mean) ? 0 : Math.max(0, this.#mean - this.#baseUs);
  }

  reset(): void {
    this.#bases.fill(Number.POSITIVE_INFINITY);
    this.#least = Number.POSITIVE_INFINITY;
    this.#leastBefore = Number.POSITIVE_INFINITY;
    this.#spanBeganUs = Number.NEGATIVE_INFINITY;
    this.#baseBeganUs = Number.NEGATIVE_INFINITY;
    this.#baseUs = Number.POSITIVE_INFINITY;
    this.#mean = Number.NaN;
  }

  #turn(sentUs: number): void {
    this.#leastBefore = this.#least;
    this.#least = Number.POSITIVE_INFINITY;
    this.#spanBeganUs = sentUs;
    if (sentUs - this.#baseBeganUs < baseSpanUs) return;
    this.#baseBeganUs = sentUs;
    this.#baseSpan = (this.#baseSpan + 1) % baseSpans;
    this.#bases[this.#baseSpan] = Number.POSITIVE_INFINITY;
    this.#baseUs = Number.POSITIVE_INFINITY;
    for (let span = 0; span < baseSpans; span++) this.#baseUs = Math.min(this.#baseUs, this.#bases[span]!);
  }
}
