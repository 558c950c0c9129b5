import { readFileSync } from 'node:fs';
import { nowUs } from '@ajar/actor';
import { mean } from '../video-path/quality.ts';
import { fitLine, type Line } from './line.ts';

/** Resident memory of processes over time, seen from outside. */
export class MemoryLog {
  readonly #pids: Readonly<Record<string, number>>;
  readonly #startUs = nowUs();
  /** Of each process: minutes since the start, MB. */
  readonly #readings = new Map<string, [minutes: number, mb: number][]>();

  constructor(pids: Readonly<Record<string, number>>) {
    this.#pids = pids;
    for (const name of Object.keys(pids)) this.#readings.set(name, []);
  }

  /** @returns MB of each process now; without those of which the system doesn't tell */
  read(): Record<string, number> {
    const now: Record<string, number> = {};
    const minutes = (nowUs() - this.#startUs) / 60e6;
    for (const [name, pid] of Object.entries(this.#pids)) {
      const mb = residentMb(pid);
      if (mb === undefined) continue;
      now[name] = mb;
      this.#readings.get(name)!.push([minutes, mb]);
    }
    return now;
  }

  /**
   * How each process's memory grows from a time on, in MB an hour, by a line through the means of whole minutes; undefined below
   * three of them. Means, because a heap goes up and down by more between two collections than it may grow in an hour.
   */
  growth(fromMinute: number): Record<string, Line | undefined> {
    const lines: Record<string, Line | undefined> = {};
    for (const [name, readings] of this.#readings) lines[name] = fitLine(minuteMeans(readings, fromMinute));
    return lines;
  }

  /** Means of each minute, for a plot. */
  means(): Record<string, [hours: number, mb: number][]> {
    return Object.fromEntries(
      [...this.#readings].map(([name, readings]) => [name, minuteMeans(readings, 0)]),
    );
  }
}

/** Of the whole minutes from `fromMinute` on. */
export function minuteMeans(
  readings: readonly (readonly [minutes: number, mb: number])[],
  fromMinute: number,
): [hours: number, mb: number][] {
  const lastMinute = Math.floor(readings.at(-1)?.[0] ?? 0);
  const means: [number, number][] = [];
  for (let minute = Math.ceil(fromMinute); minute < lastMinute; minute++) {
    const within = readings.filter(([at]) => Math.floor(at) === minute).map(([, mb]) => mb);
    const middle = mean(within);
    if (middle !== null) means.push([(minute + 0.5) / 60, middle]);
  }
  return means;
}

/** From Linux's /proc. */
function residentMb(pid: number): number | undefined {
  try {
    const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kb === undefined ? undefined : (Number(kb) * 1024) / 1e6;
  } catch {
    return undefined;
  }
}
