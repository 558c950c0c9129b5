import { type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';

/** Pauses of this process for garbage, ms. */
export interface GcPauses {
  readonly count: number;
  readonly totalMs: number;
  readonly maxMs: number;
  /** What kind the longest was: 1 the young generation, 4 the old one, 8 a step of the old one, 16 callbacks of weak references. */
  readonly maxKind: number;
  /** How many there were of each kind. */
  readonly kinds: Readonly<Record<number, number>>;
}

/** Watches how long this process stands still for its garbage. */
export class GcWatch {
  readonly #observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) this.#add(entry);
  });
  #count = 0;
  #totalMs = 0;
  #maxMs = 0;
  #maxKind = 0;
  readonly #kinds: Record<number, number> = {};

  /** Counts from now on. */
  start(): void {
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  stop(): GcPauses {
    for (const entry of this.#observer.takeRecords()) this.#add(entry);
    this.#observer.disconnect();
    const [count, totalMs, maxMs, maxKind] = [this.#count, this.#totalMs, this.#maxMs, this.#maxKind];
    return { count, totalMs, maxMs, maxKind, kinds: this.#kinds };
  }

  #add(entry: PerformanceEntry): void {
    const { duration } = entry;
    const { kind } = (entry as PerformanceEntry & { detail: { kind: number } }).detail;
    this.#kinds[kind] = (this.#kinds[kind] ?? 0) + 1;
    this.#count++;
    this.#totalMs += duration;
    if (duration <= this.#maxMs) return;
    this.#maxMs = duration;
    this.#maxKind = kind;
  }
}
