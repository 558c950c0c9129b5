import { readFileSync } from 'node:fs';
import type { ProcessorShare } from '../supervision/placement.ts';

/** Length of the kernel's ticks that processor time is counted in. */
const tickUs = 10_000;

/** What a process has had of the processors; undefined where there is no `/proc`, or no such process. */
export function processorShare(pid: number): ProcessorShare | undefined {
  const all = readStat(`/proc/${pid}/stat`);
  // The event loop is in the first thread, which has the number of the process.
  const loop = readStat(`/proc/${pid}/task/${pid}/stat`);
  if (all === undefined || loop === undefined) return undefined;
  return { usedUs: all.usedUs, loopUs: loop.usedUs, isRunnable: loop.state === 'R' };
}

function readStat(file: string): { state: string | undefined; usedUs: number } | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
  // The name, second of all, may hold spaces and parentheses: what follows begins behind its last one (proc_pid_stat(5)).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0], usedUs: (Number(fields[11]) + Number(fields[12])) * tickUs };
}
