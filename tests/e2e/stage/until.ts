import { setTimeout as sleep } from 'node:timers/promises';

/** Far longer than anything takes that happens at all, also on a machine that is busy, ms. */
const hopelessMs = 180_000;

/** Looks again every tenth of a second. Rejects when what it looks for will not happen any more, so that a test leaves nothing behind. */
export async function until(check: () => boolean): Promise<void> {
  const hopelessAtMs = performance.now() + hopelessMs;
  while (!check()) {
    if (performance.now() > hopelessAtMs) throw new Error(`it never came to this: ${String(check)}`);
    await sleep(100);
  }
}
