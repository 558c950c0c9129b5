import type { Contestant, Task } from './contestants.ts';
import { dataOf, lostOf, nameOf, type Shape } from './shape.ts';

/** What an implementation is timed at. */
export const operations = ['encode', 'decode'] as const;
export type Operation = (typeof operations)[number];

/** Microseconds of processor time a block, one of each round. */
export type Times = Readonly<Record<Operation, number[]>>;

/**
 * Lets all do the same in turn, round by round, so that what else the machine does befalls all alike; one round before
 * that does not count. What each recovers is compared with what was lost.
 *
 * @param sliceMs how long each is at least at each operation in a round
 * @throws Error when one recovers something else
 */
export function race(
  shape: Shape,
  contestants: readonly Contestant[],
  rounds: number,
  sliceMs: number,
): ReadonlyMap<string, Times> {
  const runners = contestants.map(({ name, start }) => {
    const times: Times = { encode: [], decode: [] };
    return { name, task: start(shape), times };
  });
  for (let round = 0; round <= rounds; round++) {
    for (const { name, task, times } of runners) turn(name, task, shape, times, round, sliceMs);
  }
  return new Map(runners.map(({ name, times }) => [name, times]));
}

function turn(name: string, task: Task, shape: Shape, times: Times, round: number, sliceMs: number): void {
  const encodeUs = blockUs(() => task.encode(), sliceMs);
  for (const lost of lostOf(shape)) {
    task.data.fill(0x55, lost * shape.shardBytes, (lost + 1) * shape.shardBytes);
  }
  const decodeUs = blockUs(() => task.decode(), sliceMs);
  if (Buffer.compare(task.data, dataOf(shape)) !== 0) {
    throw new Error(`${name}, ${nameOf(shape)}: what was recovered is not what was lost`);
  }
  if (round === 0) return;
  times.encode.push(encodeUs);
  times.decode.push(decodeUs);
}

/** Processor time of one block, so that being interrupted does not count: of the first doubling that takes a slice. */
function blockUs(work: () => void, sliceMs: number): number {
  for (let blocks = 1; ; blocks *= 2) {
    const before = process.threadCpuUsage();
    for (let i = 0; i < blocks; i++) work();
    const { user, system } = process.threadCpuUsage(before);
    if (user + system >= sliceMs * 1000) return (user + system) / blocks;
  }
}
