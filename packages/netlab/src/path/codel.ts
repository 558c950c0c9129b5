/** The delay that a queue may have all the time, µs (RFC 8289, section 4.3). */
const targetUs = 5000;
/** For how long it may have more, µs: about the longest round trip there is (RFC 8289, section 4.2). */
const intervalUs = 100_000;

/**
 * CoDel, the controlled delay (RFC 8289, section 5): drops from the head of a queue that has been too long for too long,
 * ever more often until it is short again.
 */
export class CoDel {
  #firstAboveUs = 0;
  #dropNextUs = 0;
  #count = 0;
  #lastCount = 0;
  #dropping = false;
  #largestBytes = 0;

  /**
   * Whether the datagram that comes out of the queue is to be dropped; to be asked for one after the other until one is
   * not.
   * @param queuedBytes what is left behind it
   */
  drops(nowUs: number, sojournUs: number, bytes: number, queuedBytes: number): boolean {
    const allowed = this.#mayDrop(nowUs, sojournUs, bytes, queuedBytes);
    if (this.#dropping) {
      if (!allowed) this.#dropping = false;
      else if (nowUs >= this.#dropNextUs) {
        this.#count++;
        this.#dropNextUs = controlLaw(this.#dropNextUs, this.#count);
        return true;
      }
      return false;
    }
    if (!allowed) return false;
    this.#dropping = true;
    // A queue that was too long a moment ago needs about the same rate of drops as then.
    const delta = this.#count - this.#lastCount;
    this.#count = delta > 1 && nowUs - this.#dropNextUs < 16 * intervalUs ? delta : 1;
    this.#dropNextUs = controlLaw(nowUs, this.#count);
    this.#lastCount = this.#count;
    return true;
  }

  /** The queue has become empty. */
  emptied(): void {
    this.#firstAboveUs = 0;
    this.#dropping = false;
  }

  #mayDrop(nowUs: number, sojournUs: number, bytes: number, queuedBytes: number): boolean {
    this.#largestBytes = Math.max(this.#largestBytes, bytes);
    if (sojournUs < targetUs || queuedBytes <= this.#largestBytes) {
      this.#firstAboveUs = 0;
      return false;
    }
    if (this.#firstAboveUs === 0) {
      this.#firstAboveUs = nowUs + intervalUs;
      return false;
    }
    return nowUs >= this.#firstAboveUs;
  }
}

function controlLaw(fromUs: number, count: number): number {
  return fromUs + intervalUs / Math.sqrt(count);
}
