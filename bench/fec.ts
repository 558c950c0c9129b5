import { parseArgs } from 'node:util';
import { type Bar, type Bench, type BenchResult, judge, report, UsageError } from './bench.ts';
import { subspace, typescript, wasm } from './fec/contestants.ts';
import { type Operation, operations, race, type Times } from './fec/race.ts';
import { nameOf, type Shape, shapes } from './fec/shape.ts';

/** The link's Reed-Solomon in WebAssembly, beside its own fallback and a library. */
export const fec: Bench = {
  summary: 'Reed-Solomon: parity and recovery of blocks, beside the TypeScript fallback and a library',
  usage: [
    '  --rounds N      counted turns of each; default 9',
    '  --slice MS      processor time for which each encodes, and decodes, in a turn; default 15',
  ].join('\n'),
  run,
};

const MIN_OVER_TYPESCRIPT = 4;
const MIN_OVER_SUBSPACE = 1;

interface Speed {
  /** Microseconds of processor time a block. */
  readonly us: number;
  /** Data of blocks, parity not counted, in 10⁹ bytes a second. */
  readonly gbps: number;
}

async function run(args: readonly string[]): Promise<BenchResult> {
  const { rounds, sliceMs } = parse(args);
  const contestants = [wasm, typescript, await subspace()];
  const figures: Record<string, Record<Operation, Record<string, Speed>>> = {};
  const ratios = new Map<string, number[]>();
  for (const shape of shapes) {
    const times = race(shape, contestants, rounds, sliceMs);
    figures[nameOf(shape)] = speeds(shape, times);
    for (const operation of operations) {
      report(line(nameOf(shape), operation, shape, times));
      for (const peer of [typescript.name, 'subspace']) {
        const key = `${operation} ${peer}`;
        ratios.set(key, [...(ratios.get(key) ?? []), ratio(times, operation, peer)]);
      }
    }
  }
  return { rounds, sliceMs, speeds: figures, bars: bars(ratios) };
}

function bars(ratios: ReadonlyMap<string, readonly number[]>): Bar[] {
  return operations.flatMap((operation) => {
    const over = (peer: string, bound: number): Bar => {
      const worst = Math.min(...(ratios.get(`${operation} ${peer}`) ?? []));
      return judge(`${operation}: times as fast as ${peer}, worst shape`, rounded(worst), '×', '>=', bound);
    };
    return [over(typescript.name, MIN_OVER_TYPESCRIPT), over('subspace', MIN_OVER_SUBSPACE)];
  });
}

/** How many times as fast the kernel is; of the rounds' ratios the middle one, because load changes between rounds. */
function ratio(times: ReadonlyMap<string, Times>, operation: Operation, peer: string): number {
  const ours = times.get(wasm.name)![operation];
  return median(times.get(peer)![operation].map((us, round) => us / ours[round]!));
}

function speeds(shape: Shape, times: ReadonlyMap<string, Times>): Record<Operation, Record<string, Speed>> {
  const of = (operation: Operation): Record<string, Speed> =>
    Object.fromEntries([...times].map(([name, each]) => [name, speed(shape, each[operation])]));
  return { encode: of('encode'), decode: of('decode') };
}

function speed({ shards, shardBytes }: Shape, us: readonly number[]): Speed {
  const middle = median(us);
  return { us: rounded(middle), gbps: rounded((shards * shardBytes) / middle / 1000) };
}

function line(name: string, operation: Operation, shape: Shape, times: ReadonlyMap<string, Times>): string {
  const each = [...times].map(([contestant, { [operation]: us }]) => {
    const { us: middle, gbps } = speed(shape, us);
    return `${contestant} ${middle} µs (${gbps} GB/s)`;
  });
  return `${name.padEnd(24)} ${operation}: ${each.join(', ')}`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

function parse(args: readonly string[]): { rounds: number; sliceMs: number } {
  let values: { rounds?: string; slice?: string };
  try {
    const flag = { type: 'string' } as const;
    values = parseArgs({ args: [...args], options: { rounds: flag, slice: flag }, strict: true }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; there are --rounds --slice`);
  }
  const rounds = Number(values.rounds ?? '9');
  if (!(Number.isInteger(rounds) && rounds >= 1 && rounds <= 1000)) {
    throw new UsageError(`--rounds ${values.rounds}: give a whole number from 1 to 1000`);
  }
  const sliceMs = Number(values.slice ?? '15');
  if (!(sliceMs >= 1 && sliceMs <= 10_000)) {
    throw new UsageError(`--slice ${values.slice}: give a number from 1 to 10000`);
  }
  return { rounds, sliceMs };
}
