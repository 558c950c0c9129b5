import { setTimeout as sleep } from 'node:timers/promises';

/** Looks again every tenth of a second; the test runner's own limit is the only one. */
export async function until(check: () => boolean): Promise<void> {
  while (!check()) await sleep(100);
}
