const capacity = 1024;
const state = { done: 0, waiting: 1, lost: 2 } as const;

/** Segments of the message stream that were sent and not acknowledged, in the order of their offsets. */
export class InFlight {
  /** The segment that `takeLost` found. */
  offset = 0;
  bytes = 0;
  /** Bytes that are neither acknowledged nor taken for lost. */
  inFlightBytes = 0;
  readonly #offsets = new Float64Array(capacity);
  readonly #bytes = new Int32Array(capacity);
  readonly #sentUs = new Float64Array(capacity);
  readonly #states = new Uint8Array(capacity);
  #first = 0;
  #end = 0;
  #lost = 0;
  /** When the latest-sent of the segments that arrived was sent. */
  #arrivedSentUs = Number.NEGATIVE_INFINITY;

  get full(): boolean {
    return this.#end - this.#first === capacity;
  }

  get hasLost(): boolean {
    return this.#lost > 0;
  }

  add(nowUs: number, offset: number, bytes: number): void {
    const slot = this.#end++ % capacity;
    this.#offsets[slot] = offset;
    this.#bytes[slot] = bytes;
    this.#sentUs[slot] = nowUs;
    this.#states[slot] = state.waiting;
    this.inFlightBytes += bytes;
  }

  /** Takes the first lost segment to be sent again now. */
  takeLost(nowUs: number): boolean {
    if (this.#lost === 0) return false;
    for (let at = this.#first; at < this.#end; at++) {
      const slot = at % capacity;
      if (this.#states[slot] !== state.lost) continue;
      this.#states[slot] = state.waiting;
      this.#sentUs[slot] = nowUs;
      this.#lost--;
      this.offset = this.#offsets[slot]!;
      this.bytes = this.#bytes[slot]!;
      this.inFlightBytes += this.bytes;
      return true;
    }
    return false;
  }

  /** Everything that lies wholly in [from, to) arrived. */
  ackRange(from: number, to: number): void {
    for (let at = this.#first; at < this.#end; at++) {
      const slot = at % capacity;
      const offset = this.#offsets[slot]!;
      if (offset >= to) break;
      if (offset < from || offset + this.#bytes[slot]! > to || this.#states[slot] === state.done) continue;
      if (this.#states[slot] === state.waiting) this.inFlightBytes -= this.#bytes[slot]!;
      else this.#lost--;
      this.#states[slot] = state.done;
      this.#arrivedSentUs = Math.max(this.#arrivedSentUs, this.#sentUs[slot]!);
    }
    while (this.#first < this.#end && this.#states[this.#first % capacity] === state.done) this.#first++;
  }

  /** What was sent more than `marginUs` before something that arrived is lost. Returns the highest such offset, −1 for none. */
  loseOvertaken(marginUs: number): number {
    let highest = -1;
    for (let at = this.#first; at < this.#end; at++) {
      const slot = at % capacity;
      if (this.#states[slot] !== state.waiting) continue;
      if (this.#sentUs[slot]! + marginUs >= this.#arrivedSentUs) continue;
      this.#lose(slot);
      highest = this.#offsets[slot]!;
    }
    return highest;
  }

  loseAll(): void {
    for (let at = this.#first; at < this.#end; at++) {
      if (this.#states[at % capacity] === state.waiting) this.#lose(at % capacity);
    }
  }

  /** When the segment that has waited longest was sent; infinity when none waits. */
  oldestSentUs(): number {
    let oldest = Number.POSITIVE_INFINITY;
    if (this.inFlightBytes === 0) return oldest;
    for (let at = this.#first; at < this.#end; at++) {
      if (this.#states[at % capacity] === state.waiting)
        oldest = Math.min(oldest, this.#sentUs[at % capacity]!);
    }
    return oldest;
  }

  clear(): void {
    this.#first = this.#end;
    this.#lost = 0;
    this.inFlightBytes = 0;
    this.#arrivedSentUs = Number.NEGATIVE_INFINITY;
  }

  #lose(slot: number): void {
    this.#states[slot] = state.lost;
    this.#lost++;
    this.inFlightBytes -= this.#bytes[slot]!;
  }
}
