import { readFileSync } from 'node:fs';

/**
 * Processor time that a process has used so far, user and system, in seconds; undefined where the system doesn't tell (it is read
 * from Linux's /proc, in hundredths of a second).
 */
export function processorTimeS(pid: number): number | undefined {
  try {
    // The name, in brackets, may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}

/** USER_HZ, the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
