import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Peer } from './peer.ts';

/** What messages leave behind, in bytes. */
export interface HeldMemory {
  /** Most that the heap held, collected, above what it held after the first tenth. */
  readonly heapGrowth: number;
  /** The same of the process. */
  readonly rssGrowth: number;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Streams messages in tenths, and looks at the memory after each. */
export async function heldMemory(peer: Peer, messages: number): Promise<HeldMemory> {
  const read = async (): Promise<readonly [number, number]> => {
    await peer.stream(messages / 10);
    collect();
    const { heapUsed, rss } = process.memoryUsage();
    return [heapUsed, rss];
  };
  const [firstHeap, firstRss] = await read();
  let [heapGrowth, rssGrowth] = [0, 0];
  for (let tenth = 2; tenth <= 10; tenth++) {
    const [heap, rss] = await read();
    heapGrowth = Math.max(heapGrowth, heap - firstHeap);
    rssGrowth = Math.max(rssGrowth, rss - firstRss);
  }
  return { heapGrowth, rssGrowth };
}
