import { nowUs } from '../clock.ts';

/** Something that has work to do in this thread, a little at a time. */
export interface Runnable {
  /** Does a little of it. Returns whether there is more; then it is called again when all others have had their turn. */
  runSome(): boolean;
}

/** Timers and sockets wait no longer than this, but for a single message that takes longer. */
const spellUs = 1000;
/** Turns between two looks at the clock, where nobody else looks at it. */
const turnsPerLook = 64;

/**
 * All actors of a thread that have messages, in the order in which they got them. They run when what called has returned (as a microtask), for a
 * millisecond at most; then the event loop turns once, and they go on.
 */
export class RunQueue {
  #slots: (Runnable | undefined)[] = Array.from({ length: 64 });
  #head = 0;
  #size = 0;
  #isPlanned = false;
  #endUs = 0;
  #seenUs = 0;
  readonly #run = (): void => this.#spell();

  add(runnable: Runnable): void {
    if (this.#size === this.#slots.length) this.#grow();
    this.#slots[(this.#head + this.#size++) & (this.#slots.length - 1)] = runnable;
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    queueMicrotask(this.#run);
  }

  /** Looks at the clock, and tells the queue: who takes the time of something anyway saves it a look of its own. */
  lookUs(): number {
    this.#seenUs = nowUs();
    return this.#seenUs;
  }

  #spell(): void {
    this.#endUs = this.lookUs() + spellUs;
    let turns = 0;
    try {
      while (this.#size > 0) {
        const slot = this.#head;
        const runnable = this.#slots[slot]!;
        this.#slots[slot] = undefined;
        this.#head = (slot + 1) & (this.#slots.length - 1);
        this.#size--;
        if (runnable.runSome()) this.add(runnable);
        if ((++turns & (turnsPerLook - 1)) === 0) this.lookUs();
        if (this.#seenUs >= this.#endUs) break;
      }
    } finally {
      // Also when an owner's callback threw: the others go on.
      if (this.#size > 0) setImmediate(this.#run);
      else this.#isPlanned = false;
    }
  }

  #grow(): void {
    const { length } = this.#slots;
    this.#slots = Array.from(
      { length: 2 * length },
      (_, index) => this.#slots[(this.#head + index) & (length - 1)],
    );
    // What the ring held is at its beginning now; the second round of it is not.
    this.#slots.fill(undefined, length);
    this.#head = 0;
  }
}

/** This thread's. */
export const runQueue: RunQueue = new RunQueue();
