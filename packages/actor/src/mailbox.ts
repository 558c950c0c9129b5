import type { Actor } from './actor.ts';
import { Inbox, type InboxOptions, type Priority } from './inbox.ts';

interface Envelope<In> {
  readonly message: In;
  readonly handle: unknown;
}

/** Feeds an actor from its inbox, one message at a time, wherever it was placed. */
export class Mailbox<In> {
  readonly #actor: Actor<In>;
  readonly #onError: (error: Error) => void;
  readonly #inbox: Inbox<Envelope<In>>;
  #busy = false;
  #closed = false;

  constructor(actor: Actor<In>, onError: (error: Error) => void, inbox: InboxOptions = {}) {
    this.#actor = actor;
    this.#onError = onError;
    this.#inbox = new Inbox({ ...inbox, capacity: { normal: 64, ...inbox.capacity } });
  }

  /** Queues a message. It is handled at once when the actor is idle. */
  deliver(message: In, priority: Priority = 'normal', handle?: unknown): 'ok' | 'full' | 'gone' {
    if (this.#closed) return 'gone';
    const result = this.#inbox.push({ message, handle }, priority);
    if (!this.#busy) this.#drain();
    return result;
  }

  /** Takes no more messages and stops the actor. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#actor.stop?.();
  }

  #drain(): void {
    for (;;) {
      if (this.#closed) return;
      const next = this.#inbox.shift();
      if (next === undefined) return;
      let pending: void | Promise<void>;
      try {
        pending = this.#actor.receive(next.message, next.handle);
      } catch (error) {
        this.#onError(toError(error));
        return;
      }
      if (!(pending instanceof Promise)) continue;
      this.#busy = true;
      pending.then(
        () => {
          this.#busy = false;
          this.#drain();
        },
        (error: unknown) => this.#onError(toError(error)),
      );
      return;
    }
  }
}

/** Whatever was thrown, as an Error. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
