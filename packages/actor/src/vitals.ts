import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How a process fares. */
export interface Vitals {
  /** Share of one core since the last reading, in percent. */
  readonly cpuPct: number;
  readonly rssBytes: number;
  /** 99th percentile of the event loop's delay since the last reading, in milliseconds. */
  readonly loopP99Ms: number;
}

/** Reads this process's vitals, each time for the span since the reading before. */
export class VitalsMeter {
  readonly #delay: ReturnType<typeof monitorEventLoopDelay> = monitorEventLoopDelay({
    resolution: samplingMs,
  });
  #cpu: NodeJS.CpuUsage = process.cpuUsage();
  #atMs: number = performance.now();

  constructor() {
    this.#delay.enable();
  }

  read(): Vitals {
    const atMs = performance.now();
    const cpu = process.cpuUsage(this.#cpu);
    const spanMs = Math.max(1, atMs - this.#atMs);
    // The histogram holds the whole interval between two ticks of its timer; what exceeds the timer's own is delay.
    const loopP99Ms = Math.max(0, this.#delay.percentile(99) / 1e6 - samplingMs);
    this.#delay.reset();
    this.#cpu = process.cpuUsage();
    this.#atMs = atMs;
    return {
      cpuPct: ((cpu.user + cpu.system) / 1000 / spanMs) * 100,
      rssBytes: process.memoryUsage.rss(),
      loopP99Ms: Number.isFinite(loopP99Ms) ? loopP99Ms : 0,
    };
  }

  close(): void {
    this.#delay.disable();
  }
}

const samplingMs = 10;
