/** First in, first out, in a ring that allocates only while it grows. */
export class Fifo<T> {
  #items: (T | undefined)[] = empty<T>(16);
  #first = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(item: T): void {
    if (this.#size === this.#items.length) this.#grow();
    this.#items[(this.#first + this.#size++) & (this.#items.length - 1)] = item;
  }

  /** The first, which stays; undefined where there is none. */
  peek(): T | undefined {
    return this.#items[this.#first];
  }

  /** Takes the first out; undefined where there is none. */
  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const item = this.#items[this.#first];
    this.#items[this.#first] = undefined;
    this.#first = (this.#first + 1) & (this.#items.length - 1);
    this.#size--;
    return item;
  }

  #grow(): void {
    const { length } = this.#items;
    const grown = empty<T>(length * 2);
    for (let index = 0; index < length; index++) grown[index] = this.#items[(this.#first + index) % length];
    this.#items = grown;
    this.#first = 0;
  }
}

function empty<T>(length: number): (T | undefined)[] {
  return Array.from({ length }, () => undefined);
}
