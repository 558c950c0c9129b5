import { ActorError } from '../error.ts';
import type { Cancel, Clock } from './clock.ts';

/** The timers of one actor. All that still wait are taken back when it ends. Times in ms, above 0 for what repeats. */
export class Timers {
  readonly #owner: string;
  readonly #clock: Clock;
  readonly #waiting = new Set<Cancel>();

  /** `owner`: its name, for errors. */
  constructor(owner: string, clock: Clock) {
    this.#owner = owner;
    this.#clock = clock;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Once, after so long. */
  after(ms: number, task: () => void): Cancel {
    return this.#plan(this.#clock.nowUs() + 1000 * ms, () => {
      task();
      return undefined;
    });
  }

  /** Again and again, so long after the one before has ended: it drifts, and never hurries. */
  every(ms: number, task: () => void): Cancel {
    const us = this.#periodUs(ms);
    return this.#plan(this.#clock.nowUs() + us, () => {
      task();
      return this.#clock.nowUs() + us;
    });
  }

  /** So many times in the long run: after a stall what was missed is made up for at once, one behind the other. */
  atRate(ms: number, task: () => void): Cancel {
    const us = this.#periodUs(ms);
    let dueUs = this.#clock.nowUs() + us;
    return this.#plan(dueUs, () => {
      task();
      dueUs += us;
      return dueUs;
    });
  }

  /** At whole periods from now on: after a stall once, and then when the next is due. */
  onBeat(ms: number, task: () => void): Cancel {
    const us = this.#periodUs(ms);
    const startUs = this.#clock.nowUs();
    return this.#plan(startUs + us, () => {
      task();
      return startUs + us * (Math.floor((this.#clock.nowUs() - startUs) / us) + 1);
    });
  }

  /** Takes back all that wait. */
  clear(): void {
    for (const cancel of this.#waiting) cancel();
    this.#waiting.clear();
  }

  /** Runs at a time, and again at the one that comes of it, if any. */
  #plan(firstUs: number, run: () => number | undefined): Cancel {
    let planned: Cancel;
    let isOver = false;
    const cancel: Cancel = () => {
      isOver = true;
      planned();
      this.#waiting.delete(cancel);
    };
    const fire = (): void => {
      const nextUs = run();
      if (isOver) return;
      if (nextUs === undefined) this.#waiting.delete(cancel);
      else planned = this.#clock.at(nextUs, fire);
    };
    planned = this.#clock.at(firstUs, fire);
    this.#waiting.add(cancel);
    return cancel;
  }

  #periodUs(ms: number): number {
    if (ms > 0 && Number.isFinite(ms)) return 1000 * ms;
    throw new ActorError('bad-option', this.#owner, `a timer's period has to be above 0 ms, not ${ms}`);
  }
}
