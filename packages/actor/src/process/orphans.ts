import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { isAlive } from './is-alive.ts';

/** Variable that tells a host whose it is: the process id of its supervisor. */
export const supervisorVariable = 'AJAR_SUPERVISOR';

/** Longer than a host takes that ends by itself because its supervisor is gone. */
const graceMs = 2000;
let isPlanned = false;

/**
 * Soon, and once in this process, kills what a supervisor that was killed has left behind: hosts that are stuck or stopped do not notice that
 * they are alone, and may hold a camera for ever. Where there is no `/proc` nothing is done.
 */
export function killOrphansSoon(): void {
  if (isPlanned) return;
  isPlanned = true;
  setTimeout(() => killOrphans(), graceMs).unref();
}

/** Kills the hosts of this user whose supervisor is no more, and returns their process ids. */
export function killOrphans(): number[] {
  const killed: number[] = [];
  for (const pid of processIds()) {
    if (!isOrphan(pid)) continue;
    try {
      process.kill(pid, 'SIGKILL');
      killed.push(pid);
    } catch {
      // It has just ended.
    }
  }
  return killed;
}

function processIds(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function isOrphan(pid: number): boolean {
  try {
    // What a host itself has started has its variables too, but not its name.
    if (!readFileSync(`/proc/${pid}/cmdline`, 'latin1').startsWith('ajar ')) return false;
    // The ids that one in another container knows are not ours.
    if (readlinkSync(`/proc/${pid}/ns/pid`) !== readlinkSync('/proc/self/ns/pid')) return false;
    const variables = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
    const supervisor = variables.find((each) => each.startsWith(`${supervisorVariable}=`))?.split('=')[1];
    return supervisor !== undefined && !isAlive(Number(supervisor));
  } catch {
    // Ended meanwhile, or another user's.
    return false;
  }
}
