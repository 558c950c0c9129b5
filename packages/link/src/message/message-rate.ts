/** Beside media, messages begin at this rate and never stop altogether, bits per second. */
const firstBps = 2e6;
const leastBps = 1e6;
/** A queue this much longer than without messages is theirs, µs. */
const ownQueueUs = 800;
/** By how much the rate grows with a report of arrivals, which come every 5–10 ms, and shrinks with a queue. */
const growth = 1.01;
const shrinkage = 0.6;
/** What is usual is the shortest queue of the last one to two of these, µs. */
const windowUs = 5_000_000;
/** Where nobody knows of a queue, because next to nothing is sent, this is enough, bits per second. */
const blindBps = 4e6;
/** Without media for this long, messages have the path for themselves, µs. */
const quietUs = 500_000;

/**
 * How fast messages may leave beside media: they take what is left of the path, and give way as soon as the queue grows, so that a
 * frame meets next to nothing of theirs (after LEDBAT, RFC 6817).
 */
export class MessageRate {
  /** Bits per second. */
  bps: number = firstBps;
  #mediaUs = Number.NEGATIVE_INFINITY;
  #usualUs = Number.POSITIVE_INFINITY;
  #usualBeforeUs = Number.POSITIVE_INFINITY;
  #windowEndsUs = Number.NEGATIVE_INFINITY;
  #shrunkUs = Number.NEGATIVE_INFINITY;
  #used = false;

  /** Media leaves. */
  media(nowUs: number): void {
    this.#mediaUs = nowUs;
  }

  /** Whether there is media to give way to. */
  yields(nowUs: number): boolean {
    return nowUs - this.#mediaUs < quietUs;
  }

  /** A piece of a message leaves. */
  used(): void {
    this.#used = true;
  }

  /** News of the path: how long packets wait in its queue (0 while unknown), and its round trip (NaN while unknown). */
  update(nowUs: number, queueUs: number, rttUs: number, mostBps: number): void {
    if (queueUs > 0) this.#observe(nowUs, queueUs);
    const usualUs = Math.min(this.#usualUs, this.#usualBeforeUs);
    if (queueUs === 0 || queueUs - usualUs <= ownQueueUs) {
      if (this.#used) this.bps = Math.min(queueUs === 0 ? blindBps : mostBps, this.bps * growth);
      this.#used = false;
      return;
    }
    // What was sent before shows for a round trip.
    if (nowUs - this.#shrunkUs < (rttUs || 0)) return;
    this.#shrunkUs = nowUs;
    this.bps = Math.max(leastBps, this.bps * shrinkage);
  }

  #observe(nowUs: number, queueUs: number): void {
    if (nowUs >= this.#windowEndsUs) {
      this.#usualBeforeUs = this.#usualUs;
      this.#usualUs = Number.POSITIVE_INFINITY;
      this.#windowEndsUs = nowUs + windowUs;
    }
    this.#usualUs = Math.min(this.#usualUs, queueUs);
  }
}
