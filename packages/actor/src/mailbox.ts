import type { Actor } from './actor.ts';
import { HandlingTimes } from './core/handling-times.ts';
import { type Runnable, runQueue } from './core/run-queue.ts';
import { Inbox, type InboxOptions, type Priority } from './inbox.ts';
import type { RunStats } from './stats.ts';

/** Messages of one actor that are handled before others get their turn. */
const messagesPerTurn = 16;
/** Of so many messages one is timed, and every one of an actor that takes longer than `slowUs` over it. */
const messagesPerSample = 32;
const slowUs = 20;

/** Feeds an actor from its inbox, one message at a time, wherever it was placed. */
export class Mailbox<In> implements Runnable {
  readonly #actor: Actor<In>;
  readonly #onError: (error: Error) => void;
  readonly #inbox: Inbox<In>;
  readonly #times = new HandlingTimes();
  /** In the run queue, or to be put back by it. */
  #isQueued = false;
  /** Waits for the promise of a handler. */
  #isBusy = false;
  #isClosed = false;
  /** Handles nothing any more. */
  #isOver = false;
  #untilSample = 0;
  /** Since when the handler is busy whose time is taken. */
  #sinceUs: number | undefined;
  #closing: PromiseWithResolvers<void> | undefined;
  /** Messages handled since the start. */
  handledCount = 0;

  constructor(actor: Actor<In>, onError: (error: Error) => void, inbox: InboxOptions = {}) {
    this.#actor = actor;
    this.#onError = onError;
    this.#inbox = new Inbox({ ...inbox, capacity: { normal: 64, ...inbox.capacity } });
  }

  /** Queues a message. It is handled as soon as this thread has nothing else to do. */
  deliver(message: In, priority: Priority = 'normal', handle?: unknown): 'ok' | 'full' | 'gone' {
    if (this.#isClosed) return 'gone';
    const result = this.#inbox.push(message, priority, handle);
    if (!this.#isQueued && !this.#isBusy) {
      this.#isQueued = true;
      runQueue.add(this);
    }
    return result;
  }

  /** Takes no more messages, lets the actor handle those that were taken, and stops it. All of this has `withinMs`. */
  async close(withinMs: number): Promise<void> {
    const startMs = performance.now();
    this.#isClosed = true;
    if (!this.#isOver && (this.#isQueued || this.#isBusy)) {
      this.#closing = Promise.withResolvers();
      await this.#closing.promise;
    }
    await this.abandon(Math.max(0, withinMs - (performance.now() - startMs)));
  }

  /** Takes and handles no more messages, and stops the actor. */
  async abandon(withinMs: number): Promise<void> {
    this.#isClosed = true;
    if (this.#isOver) return;
    this.#isOver = true;
    this.#inbox.clear();
    this.#closing?.resolve();
    await this.#actor.stop?.(withinMs);
  }

  /** How its actor fares; the delay of the loop is known elsewhere. */
  stats(loopDelayMs: number | undefined): RunStats {
    const { depth, refused, pushedOut } = this.#inbox;
    const p50 = this.#times.quantile(0.5);
    const p99 = this.#times.quantile(0.99);
    return {
      depth,
      full: refused,
      pushedOut,
      handledCount: this.handledCount,
      handlingUs: p50 === undefined || p99 === undefined ? undefined : { p50, p99 },
      loopDelayMs,
    };
  }

  runSome(): boolean {
    const inbox = this.#inbox;
    for (let count = 0; count < messagesPerTurn; count++) {
      if (this.#isOver || inbox.depth === 0) return this.#rest();
      const message = inbox.shift() as In;
      let pending: void | Promise<void>;
      try {
        pending = this.#untilSample-- > 0 ? this.#actor.receive(message, inbox.handle) : this.#timed(message);
      } catch (error) {
        this.#failed(error);
        return false;
      }
      this.handledCount++;
      if (!(pending instanceof Promise)) continue;
      this.#isQueued = false;
      this.#isBusy = true;
      pending.then(this.#settled, this.#rejected);
      return false;
    }
    return inbox.depth > 0 || this.#rest();
  }

  /** Handles a message and notes how long that took. */
  #timed(message: In): void | Promise<void> {
    const startUs = runQueue.lookUs();
    const pending = this.#actor.receive(message, this.#inbox.handle);
    if (pending instanceof Promise) this.#sinceUs = startUs;
    else this.#took(runQueue.lookUs() - startUs);
    return pending;
  }

  #took(us: number): void {
    this.#times.add(us);
    this.#untilSample = us < slowUs ? messagesPerSample - 1 : 0;
  }

  #rest(): false {
    this.#isQueued = false;
    this.#closing?.resolve();
    return false;
  }

  readonly #settled = (): void => {
    this.#isBusy = false;
    if (this.#sinceUs !== undefined) {
      this.#took(runQueue.lookUs() - this.#sinceUs);
      this.#sinceUs = undefined;
    }
    if (this.#inbox.depth === 0) {
      this.#rest();
      return;
    }
    this.#isQueued = true;
    runQueue.add(this);
  };

  readonly #rejected = (error: unknown): void => this.#failed(error);

  #failed(thrown: unknown): void {
    this.#isQueued = false;
    this.#isBusy = false;
    if (!this.#isOver) this.#onError(toError(thrown));
    this.#closing?.resolve();
  }
}

/** Whatever was thrown, as an Error. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
