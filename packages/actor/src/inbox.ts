import { Ring } from './core/ring.ts';

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

/** A bounded queue with three priorities. Small on purpose: a message that waits is late. Nothing is allocated for a message. */
export class Inbox<M> {
  readonly #control: Ring<M>;
  readonly #high: Ring<M>;
  readonly #normal: Ring<M>;
  readonly #overflow: Overflow;
  /** Messages waiting, all priorities together. */
  depth = 0;
  /** Messages refused since the start. */
  refused = 0;
  /** Messages that were taken, and went for a newer one. */
  pushedOut = 0;
  /** What came along with the message that was shifted last. */
  handle: unknown;

  constructor(options: InboxOptions = {}) {
    const capacity = { ...defaultCapacity, ...options.capacity };
    this.#control = new Ring(capacity.control);
    this.#high = new Ring(capacity.high);
    this.#normal = new Ring(capacity.normal);
    this.#overflow = options.overflow ?? 'reject';
  }

  /** Takes a message, or says `full`. With `drop-oldest` and `keep-latest` it always takes it, and older ones of its priority go. */
  push(message: M, priority: Priority = 'normal', handle?: unknown): 'ok' | 'full' {
    const ring = priority === 'normal' ? this.#normal : priority === 'high' ? this.#high : this.#control;
    if (ring.size === ring.capacity && !this.#makeRoom(ring)) return 'full';
    ring.push(message, handle);
    this.depth++;
    return 'ok';
  }

  /** The next message by priority, then by age; undefined when there is none. */
  shift(): M | undefined {
    if (this.depth === 0) return undefined;
    this.depth--;
    const ring = this.#control.size > 0 ? this.#control : this.#high.size > 0 ? this.#high : this.#normal;
    this.handle = ring.headHandle;
    return ring.shift();
  }

  /** Drops all that waits. */
  clear(): void {
    while (this.depth > 0) this.shift();
    this.handle = undefined;
  }

  #makeRoom(ring: Ring<M>): boolean {
    if (this.#overflow === 'reject') {
      this.refused++;
      return false;
    }
    let places = this.#overflow === 'keep-latest' ? ring.size : 1;
    this.depth -= places;
    this.pushedOut += places;
    for (; places > 0; places--) ring.shift();
    return true;
  }
}
