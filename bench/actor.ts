import { actorProcesses } from './actor/processes.ts';
import { actorSameThread } from './actor/same-thread.ts';
import { actorThreads } from './actor/threads.ts';
import type { Bench } from './bench.ts';
import { type Parts, severalBenches } from './several.ts';

/** The benches of the actor framework, by the words that `actor` takes. */
const parts: Parts = new Map([
  ['same-thread', [['actor-same-thread', actorSameThread]]],
  ['threads', [['actor-threads', actorThreads]]],
  ['processes', [['actor-processes', actorProcesses]]],
]);

/** Everything about the actor framework, or the part that is named first. */
export const actor: Bench = severalBenches('what messages between actors cost, or one part of it', parts, [
  'same-thread',
  'threads',
  'processes',
]);
