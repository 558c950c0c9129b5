const capacity = 4096;

/** Share of the media bytes that repairs may add, and how much of it may be saved up: a link too small sees no storm. */
const budgetShare = 0.25;
const maxBudgetBytes = 512 * 1024;
const startBudgetBytes = 64 * 1024;

/** Shards that the receiver asked for, in order, within a budget. */
export class RepairQueue {
  /** The shard at the front, after `step` returned true. */
  track = 0;
  number = 0;
  index = 0;
  readonly #entries = new Float64Array(capacity * 3);
  #read = 0;
  #write = 0;
  #budgetBytes = startBudgetBytes;

  get empty(): boolean {
    return this.#read === this.#write;
  }

  /** Media of `bytes` was sent for the first time: repairs may spend some more. */
  earn(bytes: number): void {
    this.#budgetBytes = Math.min(maxBudgetBytes, this.#budgetBytes + bytes * budgetShare);
  }

  /** False when the queue is full: the shard will not be repaired. */
  push(track: number, number: number, index: number): boolean {
    if (this.#write - this.#read >= capacity) return false;
    const at = (this.#write++ % capacity) * 3;
    this.#entries[at] = track;
    this.#entries[at + 1] = number;
    this.#entries[at + 2] = index;
    return true;
  }

  /** Takes the next shard off the queue. False when there is none, or the budget is spent; then the queue is emptied. */
  step(): boolean {
    if (this.empty) return false;
    if (this.#budgetBytes < 0) {
      this.clear();
      return false;
    }
    const at = (this.#read++ % capacity) * 3;
    this.track = this.#entries[at]!;
    this.number = this.#entries[at + 1]!;
    this.index = this.#entries[at + 2]!;
    return true;
  }

  spend(bytes: number): void {
    this.#budgetBytes -= bytes;
  }

  clear(): void {
    this.#read = 0;
    this.#write = 0;
  }
}
