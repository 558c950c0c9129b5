import { constants, setPriority } from 'node:os';

/**
 * Asks the system to run this process before others. A few microseconds of work every few milliseconds must not wait for
 * an encoder's time slice; where it isn't allowed (it takes privileges on Linux) all goes on as before.
 */
export function beUrgent(): void {
  try {
    setPriority(constants.priority.PRIORITY_HIGH);
  } catch {
    // Not ours to ask for.
  }
}
