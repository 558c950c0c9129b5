import type { LinkEvent } from './events.ts';

/** Frames wait for the user at most this many events deep; beyond that new ones are dropped. */
const maxQueuedFrames = 1024;

/** What the link has to tell, in order. */
export class EventQueue {
  #events: LinkEvent[] = [];
  #read = 0;

  push(event: LinkEvent): void {
    this.#events.push(event);
  }

  /** Whether the user is so far behind that a frame would only be stale. */
  get full(): boolean {
    return this.#events.length - this.#read >= maxQueuedFrames;
  }

  poll(): LinkEvent | undefined {
    const event = this.#events[this.#read];
    if (event === undefined) {
      this.#read = 0;
      this.#events.length = 0;
      return undefined;
    }
    this.#read++;
    return event;
  }
}
