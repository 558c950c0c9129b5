import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** Memory of buffers is given back by another thread, a moment after nobody has them any more. */
const sweepMs = 30;

/** Memory that this thread's JavaScript holds on to after all that can be collected has been, in bytes. */
export async function heldBytes(): Promise<number> {
  collect();
  await setTimeout(sweepMs);
  collect();
  await setTimeout(sweepMs);
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
