import { nowUs } from '../clock.ts';

/** Takes back what was planned. Doing so twice, or too late, changes nothing. */
export type Cancel = () => void;

/** A clock that can be waited for. Times are in µs, of the system's monotonic clock or of a test's own. */
export interface Clock {
  nowUs(): number;
  /** Runs `task` once, when it is `atUs` or soon after; a time that has passed is now, but never before this returns. */
  at(atUs: number, task: () => void): Cancel;
}

/** The system's. Its timers are late by a millisecond or so, and never early. */
export const systemClock: Clock = {
  nowUs,
  at(atUs, task) {
    const timer = setTimeout(task, Math.max(0, Math.ceil((atUs - nowUs()) / 1000)));
    return () => clearTimeout(timer);
  },
};

interface Planned {
  readonly atUs: number;
  readonly task: () => void;
  readonly serial: number;
}

/** A clock that stands until it is advanced; for tests. What is planned for the same time runs in the order of planning. */
export class VirtualClock implements Clock {
  readonly #planned = new Set<Planned>();
  #nowUs: number;
  #serial = 0;

  constructor(startUs = 0) {
    this.#nowUs = startUs;
  }

  nowUs(): number {
    return this.#nowUs;
  }

  /** When the next task is due; Infinity when nothing is planned. */
  get nextUs(): number {
    return this.#next()?.atUs ?? Infinity;
  }

  at(atUs: number, task: () => void): Cancel {
    const planned = { atUs: Math.max(atUs, this.#nowUs), task, serial: this.#serial++ };
    this.#planned.add(planned);
    return () => this.#planned.delete(planned);
  }

  /** Lets so much time pass; every task that becomes due runs at its own time, also those that are planned meanwhile. */
  advance(us: number): void {
    const endUs = this.#nowUs + us;
    for (let next = this.#next(); next !== undefined && next.atUs <= endUs; next = this.#next()) {
      this.#planned.delete(next);
      this.#nowUs = Math.max(this.#nowUs, next.atUs);
      next.task();
    }
    this.#nowUs = endUs;
  }

  /** Lets time pass without anybody being called, as when a process is stopped for a while. */
  stall(us: number): void {
    this.#nowUs += us;
  }

  #next(): Planned | undefined {
    let next: Planned | undefined;
    for (const planned of this.#planned)
      if (
        next === undefined ||
        planned.atUs < next.atUs ||
        (planned.atUs === next.atUs && planned.serial < next.serial)
      )
        next = planned;
    return next;
  }
}
