const capacity = 4096;
const fields = 5;

/** Share of the media bytes that repairs may add, and how much of it may be saved up: a link too small sees no storm. */
const budgetShare = 0.15;
const maxBudgetBytes = 384 * 1024;
const startBudgetBytes = 128 * 1024;

/** Repairs that wait: so many symbols of this block of that frame, in order, within a budget. */
export class RepairQueue {
  readonly #entries = new Float64Array(capacity * fields);
  #read = 0;
  #write = 0;
  #budgetBytes = startBudgetBytes;

  get empty(): boolean {
    return this.#read === this.#write;
  }

  /** These are of the entry at the front, while there is one. */
  get track(): number {
    return this.#entries[(this.#read % capacity) * fields]!;
  }

  get number(): number {
    return this.#entries[(this.#read % capacity) * fields + 1]!;
  }

  get block(): number {
    return this.#entries[(this.#read % capacity) * fields + 2]!;
  }

  /** How many symbols of the entry at the front are still to be sent. */
  get left(): number {
    return this.#entries[(this.#read % capacity) * fields + 3]!;
  }

  /** When the entry at the front may be sent, µs; infinity when there is none. */
  get dueUs(): number {
    return this.empty ? Number.POSITIVE_INFINITY : this.#entries[(this.#read % capacity) * fields + 4]!;
  }

  /** Media of `bytes` was sent for the first time: repairs may spend some more. */
  earn(bytes: number): void {
    this.#budgetBytes = Math.min(maxBudgetBytes, this.#budgetBytes + bytes * budgetShare);
  }

  /** Takes `bytes` out of the budget; what is promised is spent. False when there is not as much: nothing is taken then. */
  afford(bytes: number): boolean {
    if (bytes > this.#budgetBytes) return false;
    this.#budgetBytes -= bytes;
    return true;
  }

  /** Queues `count` symbols, to be sent from `dueUs` on, which is not before that of the entry before. False when the queue is full. */
  push(dueUs: number, track: number, number: number, block: number, count: number): boolean {
    if (this.#write - this.#read >= capacity) return false;
    const at = (this.#write++ % capacity) * fields;
    this.#entries[at] = track;
    this.#entries[at + 1] = number;
    this.#entries[at + 2] = block;
    this.#entries[at + 3] = count;
    this.#entries[at + 4] = dueUs;
    return true;
  }

  /** One symbol of the entry at the front was sent. */
  spend(): void {
    const at = (this.#read % capacity) * fields + 3;
    if (--this.#entries[at]! <= 0) this.#read++;
  }

  /** Drops the entry at the front. */
  drop(): void {
    this.#read++;
  }

  clear(): void {
    this.#read = 0;
    this.#write = 0;
  }
}
