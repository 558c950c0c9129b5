/** Who goes first: everything of a higher priority is handled before anything of a lower one. */
export type Priority = 'control' | 'high' | 'normal';

/** What a full inbox does with one more message: refuse it, make room by dropping the oldest of its priority, or drop all of these and keep only the latest. */
export type Overflow = 'reject' | 'drop-oldest' | 'keep-latest';

/** Places for each priority. Apart, so that bulk media cannot push out control. */
export interface InboxOptions {
  readonly capacity?: Partial<Record<Priority, number>>;
  readonly overflow?: Overflow;
}

const defaultCapacity: Record<Priority, number> = { control: 64, high: 16, normal: 5 };

/** A bounded queue with three priorities. Small on purpose: a message that waits is late. */
export class Inbox<M> {
  readonly #rings: Record<Priority, Ring<M>>;
  readonly #overflow: Overflow;
  #dropped = 0;

  constructor(options: InboxOptions = {}) {
    const capacity = { ...defaultCapacity, ...options.capacity };
    this.#rings = {
      control: new Ring(capacity.control),
      high: new Ring(capacity.high),
      normal: new Ring(capacity.normal),
    };
    this.#overflow = options.overflow ?? 'reject';
  }

  /** Messages waiting, all priorities together. */
  get depth(): number {
    return this.#rings.control.size + this.#rings.high.size + this.#rings.normal.size;
  }

  /** Messages refused or pushed out since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes a message, or says `full`. With `drop-oldest` and `keep-latest` it always takes it, and older ones of its priority go. */
  push(message: M, priority: Priority = 'normal'): 'ok' | 'full' {
    const ring = this.#rings[priority];
    if (ring.push(message)) return 'ok';
    this.#dropped++;
    if (this.#overflow === 'reject') return 'full';
    ring.shift();
    if (this.#overflow === 'keep-latest') {
      this.#dropped += ring.size;
      while (ring.size > 0) ring.shift();
    }
    ring.push(message);
    return 'ok';
  }

  /** The next message by priority, then by age; undefined when there is none. */
  shift(): M | undefined {
    return this.#rings.control.shift() ?? this.#rings.high.shift() ?? this.#rings.normal.shift();
  }
}

class Ring<M> {
  readonly #slots: (M | undefined)[];
  #head = 0;
  size = 0;

  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeError(`inbox capacity: ${capacity} is not a whole number of at least 1`);
    }
    this.#slots = Array.from({ length: capacity });
  }

  push(message: M): boolean {
    if (this.size === this.#slots.length) return false;
    this.#slots[(this.#head + this.size) % this.#slots.length] = message;
    this.size++;
    return true;
  }

  shift(): M | undefined {
    if (this.size === 0) return undefined;
    const message = this.#slots[this.#head];
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) % this.#slots.length;
    this.size--;
    return message;
  }
}
