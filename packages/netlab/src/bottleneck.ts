/** The narrowest point of a path: sends one datagram after the other at a rate and drops what would wait too long. */
export class Bottleneck {
  #freeUs = Number.NEGATIVE_INFINITY;

  /**
   * When the last bit of a datagram has left, in µs, or -1 where the queue is full. One that is queued keeps its time when
   * the rate changes.
   * @param bandwidthBps 0 is no limit
   */
  admit(nowUs: number, bytes: number, bandwidthBps: number, queueMs: number): number {
    if (bandwidthBps === 0) return nowUs;
    const startUs = Math.max(nowUs, this.#freeUs);
    if (startUs - nowUs > queueMs * 1000) return -1;
    this.#freeUs = startUs + (bytes * 8e6) / bandwidthBps;
    return this.#freeUs;
  }
}
