/** How far behind the newest packet number a packet may arrive: half a second at 600 Mbit/s. A multiple of 32. */
export const replayWindowPackets = 32_768;

/**
 * Refuses packet numbers that were seen or are too old (RFC 6479: a ring of words, no shifting).
 * Numbers are plain integers up to 2^48 − 1.
 */
export class ReplayWindow {
  /** The highest number accepted, −1 before the first. */
  highest = -1;
  /** How many were accepted. */
  accepted = 0;
  readonly #words = new Uint32Array(replayWindowPackets / 32 + 1);

  /** Whether `number` is new. Changes nothing: call `accept` once the packet proved to be authentic. */
  fresh(number: number): boolean {
    if (number > this.highest) return true;
    if (number <= this.highest - replayWindowPackets) return false;
    return ((this.#words[this.#slotOf(number)]! >>> (number % 32)) & 1) === 0;
  }

  accept(number: number): void {
    if (number > this.highest) this.#advance(number);
    this.#words[this.#slotOf(number)]! |= 1 << (number % 32);
    this.accepted++;
  }

  #advance(number: number): void {
    const length = this.#words.length;
    const from = Math.floor(Math.max(this.highest, 0) / 32);
    const to = Math.floor(number / 32);
    const steps = Math.min(to - from, length);
    for (let step = 1; step <= steps; step++) this.#words[(from + step) % length] = 0;
    this.highest = number;
  }

  #slotOf(number: number): number {
    return Math.floor(number / 32) % this.#words.length;
  }
}
