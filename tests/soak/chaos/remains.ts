import { readdirSync, readFileSync } from 'node:fs';
import { descendants } from '../../e2e/stage/processes.ts';

/** What processes hold, all together. */
export interface Holdings {
  readonly processes: number;
  readonly threads: number;
  readonly descriptors: number;
  readonly rssMb: number;
}

/** What the processes below `pids`, and these, hold now. */
export function holdings(pids: readonly number[]): Holdings {
  const all = pids.flatMap((pid) => [pid, ...descendants(pid).map((each) => each.pid)]);
  let [processes, threads, descriptors, rssMb] = [0, 0, 0, 0];
  for (const pid of all) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      const number = (name: string): number =>
        Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
      descriptors += readdirSync(`/proc/${pid}/fd`).length;
      threads += number('Threads');
      rssMb += number('VmRSS') / 1024;
      processes++;
    } catch {
      // It ended while it was looked at.
    }
  }
  return { processes, threads, descriptors, rssMb: Math.round(rssMb * 10) / 10 };
}

/** Slope of `y` over `x` by least squares; NaN for fewer than two points. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const count = points.length;
  if (count < 2) return Number.NaN;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / count;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / count;
  const products = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const squares = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return products / squares;
}
