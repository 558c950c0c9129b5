import { ArrivalsWriter, leastArrivalsBytes } from '../wire/arrivals.ts';

/** Packets whose arrival is remembered; more than come within two reports at a gigabit per second. */
const capacity = 4096;
/** The shortest time between two reports, and the longest that anything worth a report waits for one, µs. */
const shortestUs = 5000;
const longestUs = 40_000;
/** How long after the first packet of a burst its report goes out at the earliest, so that more of the burst is in it, µs. */
const gatherUs = 2500;
/** Share of the received bytes that reports may add. */
const share = 0.0125;
const maxSavedBytes = 2000;
/** What a report costs beside its chunk: headers of packet, UDP and IP. */
const packetBytes = 62;
/** What came longer ago is not reported any more: it was not worth a report of its own, µs. */
const staleUs = 500_000;

/**
 * Remembers when the packets of the session in use came, and tells the peer every 5–10 ms while media or messages come. Every
 * report covers what came since the last but one, so that a report that is lost costs nothing.
 */
export class ArrivalLog {
  readonly #writer = new ArrivalsWriter();
  readonly #numbers = new Float64Array(capacity).fill(-1);
  readonly #timesUs = new Float64Array(capacity);
  #session: object | undefined;
  #highest = -1;
  /** Lowest packet number that came since the last report, and between the last two. */
  #low = Number.POSITIVE_INFINITY;
  #lowBefore = Number.POSITIVE_INFINITY;
  /** The packet that a report under way goes on with; −1 for none. */
  #cursor = -1;
  #savedBytes = maxSavedBytes;
  #reportedUs = Number.NEGATIVE_INFINITY;
  /** When the first packet came that is worth a report; infinity for none. */
  #owedUs = Number.POSITIVE_INFINITY;

  /** Remembers an authentic packet of the session in use. Another session than before starts anew. */
  record(nowUs: number, session: object, number: number): void {
    if (session !== this.#session) this.#restart(session);
    const slot = number % capacity;
    this.#numbers[slot] = number;
    this.#timesUs[slot] = nowUs;
    if (number > this.#highest) this.#highest = number;
    if (number < this.#low) this.#low = number;
  }

  /** Something of `bytes` bytes came that is worth a report. Pings and reports are not, or two silent ends would never rest. */
  owe(nowUs: number, bytes: number): void {
    this.#savedBytes = Math.min(maxSavedBytes, this.#savedBytes + bytes * share);
    if (this.#owedUs === Number.POSITIVE_INFINITY) this.#owedUs = nowUs;
  }

  /** When the next report is due, µs; infinity for none. */
  get dueUs(): number {
    if (this.#cursor >= 0) return Number.NEGATIVE_INFINITY;
    if (this.#owedUs === Number.POSITIVE_INFINITY) return this.#owedUs;
    if (this.#savedBytes < 0) return Math.max(this.#reportedUs, this.#owedUs) + longestUs;
    return Math.max(this.#reportedUs + shortestUs, this.#owedUs + gatherUs);
  }

  /** Writes a report that is due, or a part of it, at `at`, and returns where it ends; `at` when there is no room. */
  write(nowUs: number, view: DataView, at: number, end: number): number {
    if (end - at < leastArrivalsBytes || this.dueUs > nowUs) return at;
    let number = this.#cursor >= 0 ? this.#cursor : this.#begin(nowUs);
    if (number < 0) return at;
    this.#writer.start(view, at, end, number, this.#timesUs[number % capacity]!);
    this.#cursor = -1;
    for (let next = number + 1; next <= this.#highest; next++) {
      if (this.#numbers[next % capacity] !== next) continue;
      if (!this.#writer.add(next, this.#timesUs, next % capacity)) {
        // The next part begins with the packet that this one ends with: what lies between them is then in one of both.
        this.#cursor = number;
        break;
      }
      number = next;
    }
    const endsAt = this.#writer.finish();
    this.#savedBytes -= endsAt - at + packetBytes;
    return endsAt;
  }

  /** Returns the first packet to report; −1 for none. */
  #begin(nowUs: number): number {
    const from = Math.max(Math.min(this.#low, this.#lowBefore), this.#highest - capacity + 1);
    this.#lowBefore = this.#low;
    this.#low = Number.POSITIVE_INFINITY;
    this.#reportedUs = nowUs;
    this.#owedUs = Number.POSITIVE_INFINITY;
    for (let number = from; number <= this.#highest; number++) {
      const slot = number % capacity;
      if (this.#numbers[slot] === number && nowUs - this.#timesUs[slot]! < staleUs) return number;
    }
    return -1;
  }

  #restart(session: object): void {
    this.#session = session;
    this.#numbers.fill(-1);
    this.#highest = -1;
    this.#low = Number.POSITIVE_INFINITY;
    this.#lowBefore = Number.POSITIVE_INFINITY;
    this.#cursor = -1;
    this.#owedUs = Number.POSITIVE_INFINITY;
  }
}
