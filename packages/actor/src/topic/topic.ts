import type { SendResult } from '../actor.ts';
import type { Priority } from '../inbox.ts';

/** Whoever can be sent something: an actor's address, for one. `send` never blocks and says what became of it. */
export interface Recipient<M> {
  readonly name: string;
  send(message: M, priority?: Priority): SendResult;
}

/** Something that is known by its last value, such as the state of a door: whoever subscribes hears that at once, and every one that follows. */
export class Topic<M> {
  readonly name: string;
  readonly #subscribers = new Set<Recipient<M>>();
  #last: { readonly message: M } | undefined;
  #dropped = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** The last that was published; undefined before the first. */
  get last(): M | undefined {
    return this.#last?.message;
  }

  get subscribers(): number {
    return this.#subscribers.size;
  }

  /** Messages that a subscriber was too far behind for. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Tells all who have subscribed, in the order in which they did. Those that are gone are forgotten. */
  publish(message: M): void {
    this.#last = { message };
    for (const subscriber of this.#subscribers) this.#tell(subscriber, message);
  }

  /** Who subscribes twice hears everything once. What is returned ends it; doing so twice changes nothing. */
  subscribe(subscriber: Recipient<M>): () => void {
    const isNew = !this.#subscribers.has(subscriber);
    this.#subscribers.add(subscriber);
    if (isNew && this.#last !== undefined) this.#tell(subscriber, this.#last.message);
    return () => this.#subscribers.delete(subscriber);
  }

  #tell(subscriber: Recipient<M>, message: M): void {
    const result = subscriber.send(message);
    if (result === 'full') this.#dropped++;
    else if (result === 'gone') this.#subscribers.delete(subscriber);
  }
}
