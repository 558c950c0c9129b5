import { readFileSync } from 'node:fs';

/**
 * Processor time that processes have used so far, user and system, in seconds; undefined where the system doesn't tell (it is read
 * from Linux's /proc, in hundredths of a second).
 */
export function processorTimeS(pids: readonly number[]): number | undefined {
  let ticks = 0;
  for (const pid of pids) {
    try {
      // The name, in brackets, may hold spaces.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      return undefined;
    }
  }
  return ticks / TICKS_PER_SECOND;
}

/** USER_HZ, the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
