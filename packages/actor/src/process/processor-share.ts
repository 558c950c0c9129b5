import { readFileSync } from 'node:fs';
import type { ProcessorShare } from '../supervision/placement.ts';

/** Length of the kernel's ticks that processor time is counted in. */
const tickUs = 10_000;

/** What a process has had of the processors, all its threads together; undefined where there is no `/proc`, or no such process. */
export function processorShare(pid: number): ProcessorShare | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The name, second of all, may hold spaces and parentheses: what follows begins behind its last one (proc_pid_stat(5)).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, utime, stime] = [fields[0], Number(fields[11]), Number(fields[12])];
  return { usedUs: (utime + stime) * tickUs, isRunnable: state === 'R' };
}
