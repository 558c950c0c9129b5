const capacity = 256;

/** Notes for the peer about frames that will not come, neighbours joined into runs. The oldest give way. */
export class SkipQueue {
  /** The run at the front, after `step` returned true. `number` is the low 32 bits. */
  track = 0;
  number = 0;
  count = 0;
  readonly #tracks = new Uint8Array(capacity);
  readonly #numbers = new Uint32Array(capacity);
  readonly #counts = new Uint32Array(capacity);
  #read = 0;
  #write = 0;

  get empty(): boolean {
    return this.#read === this.#write;
  }

  push(track: number, number: number): void {
    if (!this.empty && this.#extends(track, number)) return;
    if (this.#write - this.#read === capacity) this.#read++;
    const slot = this.#write++ % capacity;
    this.#tracks[slot] = track;
    this.#numbers[slot] = number % 0x1_0000_0000;
    this.#counts[slot] = 1;
  }

  step(): boolean {
    if (this.empty) return false;
    const slot = this.#read++ % capacity;
    this.track = this.#tracks[slot]!;
    this.number = this.#numbers[slot]!;
    this.count = this.#counts[slot]!;
    return true;
  }

  clear(): void {
    this.#read = this.#write;
  }

  #extends(track: number, number: number): boolean {
    const slot = (this.#write - 1) % capacity;
    if (this.#tracks[slot] !== track) return false;
    const behind = (number - this.#numbers[slot]! - this.#counts[slot]!) | 0;
    if (behind !== 0) return behind < 0 && behind >= -this.#counts[slot]!;
    this.#counts[slot]!++;
    return true;
  }
}
