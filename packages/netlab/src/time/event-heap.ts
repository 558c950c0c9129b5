/**
 * What is to happen, the earliest first; of two at the same time, the one added first. A binary heap in parallel arrays
 * that allocates only while it grows.
 */
export class EventHeap<T> {
  readonly #timesUs: number[] = [];
  readonly #orders: number[] = [];
  readonly #items: T[] = [];
  #added = 0;

  get size(): number {
    return this.#items.length;
  }

  /** When the first is due, in µs; Infinity where there is none. */
  get nextUs(): number {
    return this.#timesUs[0] ?? Infinity;
  }

  push(timeUs: number, item: T): void {
    this.#timesUs.push(timeUs);
    this.#orders.push(this.#added++);
    this.#items.push(item);
    let child = this.#items.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.#before(child, parent)) break;
      this.#swap(child, parent);
      child = parent;
    }
  }

  /** Takes the first out; undefined where there is none. */
  pop(): T | undefined {
    const last = this.#items.length - 1;
    if (last < 0) return undefined;
    this.#swap(0, last);
    this.#timesUs.pop();
    this.#orders.pop();
    const first = this.#items.pop();
    let parent = 0;
    for (;;) {
      const left = 2 * parent + 1;
      if (left >= last) break;
      const right = left + 1;
      const child = right < last && this.#before(right, left) ? right : left;
      if (!this.#before(child, parent)) break;
      this.#swap(child, parent);
      parent = child;
    }
    return first;
  }

  clear(): void {
    this.#timesUs.length = 0;
    this.#orders.length = 0;
    this.#items.length = 0;
  }

  #before(a: number, b: number): boolean {
    const timeA = this.#timesUs[a]!;
    const timeB = this.#timesUs[b]!;
    return timeA < timeB || (timeA === timeB && this.#orders[a]! < this.#orders[b]!);
  }

  #swap(a: number, b: number): void {
    const time = this.#timesUs[a]!;
    this.#timesUs[a] = this.#timesUs[b]!;
    this.#timesUs[b] = time;
    const order = this.#orders[a]!;
    this.#orders[a] = this.#orders[b]!;
    this.#orders[b] = order;
    const item = this.#items[a]!;
    this.#items[a] = this.#items[b]!;
    this.#items[b] = item;
  }
}
