/** A bounded queue of messages, and beside them of what comes along with some. */
export class Ring<M> {
  readonly capacity: number;
  readonly #messages: (M | undefined)[];
  /** Made when the first one comes: hardly any actor ever gets one. */
  #handles: unknown[] | undefined;
  #head = 0;
  #tail = 0;
  size = 0;

  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeError(`inbox capacity: ${capacity} is not a whole number of at least 1`);
    }
    this.capacity = capacity;
    this.#messages = Array.from({ length: capacity });
  }

  /** What came along with the oldest message. */
  get headHandle(): unknown {
    return this.#handles?.[this.#head];
  }

  /** There has to be room. */
  push(message: M, handle: unknown): void {
    this.#messages[this.#tail] = message;
    if (handle !== undefined) this.#handles ??= Array.from({ length: this.capacity });
    if (this.#handles !== undefined) this.#handles[this.#tail] = handle;
    if (++this.#tail === this.capacity) this.#tail = 0;
    this.size++;
  }

  /** The oldest. There has to be one. */
  shift(): M {
    const message = this.#messages[this.#head] as M;
    this.#messages[this.#head] = undefined;
    if (this.#handles !== undefined) this.#handles[this.#head] = undefined;
    if (++this.#head === this.capacity) this.#head = 0;
    this.size--;
    return message;
  }
}
