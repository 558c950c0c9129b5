import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How a process fares. */
export interface Vitals {
  /** Share of one core since the last reading, in percent. */
  readonly cpuPct: number;
  readonly rssBytes: number;
  /** 99th percentile of the event loop's delay since the last reading, in milliseconds. */
  readonly loopP99Ms: number;
}

/** Delay of this thread's event loop, each time for the span since the reading before. */
export class LoopDelayMeter {
  readonly #delay: ReturnType<typeof monitorEventLoopDelay> = monitorEventLoopDelay({
    resolution: samplingMs,
  });

  constructor() {
    this.#delay.enable();
  }

  /** 99th percentile, in milliseconds. */
  readP99Ms(): number {
    // The histogram holds the whole interval between two ticks of its timer; what exceeds the timer's own is delay.
    const p99Ms = Math.max(0, this.#delay.percentile(99) / 1e6 - samplingMs);
    this.#delay.reset();
    return Number.isFinite(p99Ms) ? p99Ms : 0;
  }

  close(): void {
    this.#delay.disable();
  }
}

/** Reads this process's vitals, each time for the span since the reading before. */
export class VitalsMeter {
  readonly #delay = new LoopDelayMeter();
  #cpu: NodeJS.CpuUsage = process.cpuUsage();
  #atMs: number = performance.now();

  read(): Vitals {
    const atMs = performance.now();
    const cpu = process.cpuUsage(this.#cpu);
    const spanMs = Math.max(1, atMs - this.#atMs);
    this.#cpu = process.cpuUsage();
    this.#atMs = atMs;
    return {
      cpuPct: ((cpu.user + cpu.system) / 1000 / spanMs) * 100,
      rssBytes: process.memoryUsage.rss(),
      loopP99Ms: this.#delay.readP99Ms(),
    };
  }

  close(): void {
    this.#delay.close();
  }
}

const samplingMs = 10;
