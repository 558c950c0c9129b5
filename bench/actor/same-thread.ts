import { type Bench, type BenchResult, judge, report } from '../bench.ts';
import { numberFlag, readFlags } from '../flags.ts';
import { medianOf } from '../video-path/summary.ts';
import { openAjar } from './same-thread/ajar.ts';
import { openComedy } from './same-thread/comedy.ts';
import { heldMemory } from './same-thread/held-memory.ts';
import { openNact } from './same-thread/nact.ts';
import type { Peer } from './same-thread/peer.ts';
import { openXState } from './same-thread/xstate.ts';

/** What messages cost between actors of one thread. */
export const actorSameThread: Bench = {
  summary: 'messages between actors of one thread, beside nact, comedy and xstate',
  usage: [
    '  --rounds N  turns of each framework, one after the other; ratios are medians over them; default 9',
    '  --quick     3 rounds',
  ].join('\n'),
  run,
};

const hops = 1000;
/** Rings in one turn, of which the median counts. */
const ringsPerTurn = 20;
const soakMessages = 10_000_000;
const leastPerS = 5e6;
const mostRingMs = 0.2;
/** What is no growth: the heap wobbles by less, and the system's allocator by more. Bytes. */
const flat = { heap: 1e6, rss: 10e6 };

interface Turn {
  readonly perS: number;
  readonly ringMs: number;
}

async function run(args: readonly string[]): Promise<BenchResult> {
  const flags = readFlags(args, { rounds: { type: 'string', default: '9' }, quick: { type: 'boolean' } });
  const rounds = flags.quick === true ? 3 : numberFlag('--rounds', flags.rounds, 1, 1000, true);
  const ours = await openAjar();
  const peers = [openNact(), await openComedy(), openXState()];
  const turns = new Map<string, Turn[]>();
  try {
    // The first two are for the compiler.
    for (let round = -2; round < rounds; round++) {
      for (const peer of [ours, ...peers]) {
        const turn = await timed(peer);
        if (round >= 0) turns.set(peer.name, [...(turns.get(peer.name) ?? []), turn]);
      }
      report(
        [...turns]
          .map(([name, each]) => `${name} ${Math.round(each.at(-1)!.perS / 1e4) / 100} M/s`)
          .join(', '),
      );
    }
    const memory = await heldMemory(ours, soakMessages);
    const median = (name: string, figure: keyof Turn): number | null =>
      medianOf(
        turns.get(name)!.map((turn) => turn[figure]),
        4,
      );
    const all = [ours, ...peers].map(({ name }) => name);
    const millions = soakMessages / 1e6;
    return {
      rounds,
      perS: Object.fromEntries(all.map((name) => [name, median(name, 'perS')])),
      ringMs: Object.fromEntries(all.map((name) => [name, median(name, 'ringMs')])),
      memory,
      bars: [
        judge('messages in one thread', median('ajar', 'perS'), '/s', '>=', leastPerS),
        judge('1,000 hops round a ring of two', median('ajar', 'ringMs'), 'ms', '<=', mostRingMs),
        ...peers.flatMap(({ name }) => [
          judge(
            `messages, beside ${name}`,
            ahead(turns, name, (our, its) => our.perS / its.perS),
            '×',
            '>=',
            1,
          ),
          judge(
            `hops, beside ${name}`,
            ahead(turns, name, (our, its) => its.ringMs / our.ringMs),
            '×',
            '>=',
            1,
          ),
        ]),
        judge(`heap growth over ${millions} million messages`, memory.heapGrowth, 'bytes', '<=', flat.heap),
        judge(`RSS growth over ${millions} million messages`, memory.rssGrowth, 'bytes', '<=', flat.rss),
      ],
    };
  } finally {
    for (const peer of [ours, ...peers]) await peer.close();
  }
}

async function timed(peer: Peer): Promise<Turn> {
  const streamMs = await msOf(() => peer.stream(peer.messagesPerTurn));
  const rings: number[] = [];
  for (let ring = 0; ring < ringsPerTurn; ring++) rings.push(await msOf(() => peer.ring(hops)));
  return { perS: (1000 * peer.messagesPerTurn) / streamMs, ringMs: medianOf(rings, 4)! };
}

async function msOf(turn: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await turn();
  return performance.now() - startMs;
}

/** How many times better ours was than another one in the same round, in the median. */
function ahead(
  turns: ReadonlyMap<string, readonly Turn[]>,
  name: string,
  ratio: (our: Turn, its: Turn) => number,
): number | null {
  const its = turns.get(name)!;
  const ratios = turns.get('ajar')!.map((our, round) => ratio(our, its[round]!));
  return medianOf(ratios, 2);
}
