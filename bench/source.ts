import type { Size } from '@ajar/media';
import { type Bar, type Bench, type BenchResult, judge, report } from './bench.ts';
import { numberFlag, readFlags } from './flags.ts';
import { measureSource, type SourceFigures } from './source/measure-source.ts';
import { paintingMs } from './video-path/ajar-side.ts';
import { medianOf } from './video-path/summary.ts';
import { openXvfb } from './x-server.ts';

/** What pictures cost before anything is done with them. */
export const source: Bench = {
  summary: 'what test:room and x11: cost by themselves, in percent of a core',
  usage: [
    '  --seconds N     counted seconds of each round; default 5',
    '  --rounds N      of which every figure is the median; default 3',
  ].join('\n'),
  run,
};

const fps = 60;
const fullHd = { width: 1920, height: 1080 };

interface Row {
  readonly kind: 'test:room' | 'x11:';
  readonly size: Size;
  readonly mostCpuPct?: number;
}

const rows: readonly Row[] = [
  { kind: 'test:room', size: { width: 1280, height: 720 }, mostCpuPct: 5 },
  { kind: 'test:room', size: { width: 3072, height: 1728 }, mostCpuPct: 15 },
  { kind: 'x11:', size: fullHd },
];

async function run(args: readonly string[]): Promise<BenchResult> {
  const { seconds, rounds } = parse(args);
  const sources: Record<string, SourceFigures & { trouble?: string }> = {};
  const bars: Bar[] = [];
  for (const { kind, size, mostCpuPct } of rows) {
    const name = `${kind} ${size.width}×${size.height} at ${fps}`;
    const figures = await measured(kind, size, seconds, rounds);
    sources[name] = figures;
    report(`${name}: ${JSON.stringify(figures)}`);
    if (mostCpuPct !== undefined) bars.push(judge(name, figures.cpuPct, '% of a core', '<=', mostCpuPct));
  }
  return { seconds, rounds, sources, bars };
}

async function measured(
  kind: Row['kind'],
  size: Size,
  seconds: number,
  rounds: number,
): Promise<SourceFigures & { trouble?: string }> {
  if (kind === 'test:room') return middle(await inTurns(kind, size, seconds, rounds));
  try {
    await using screen = await openXvfb(size);
    return middle(await inTurns(`${kind}${screen.display}`, size, seconds, rounds));
  } catch (error) {
    return { ...middle([]), trouble: (error as Error).message };
  }
}

async function inTurns(spec: string, size: Size, seconds: number, rounds: number): Promise<SourceFigures[]> {
  const turns: SourceFigures[] = [];
  while (turns.length < rounds)
    turns.push(await measureSource({ spec, size, fps }, paintingMs(size) / 1000, seconds));
  return turns;
}

/** The median of each figure; skipped pictures are added up. */
function middle(turns: readonly SourceFigures[]): SourceFigures {
  const over = (figure: (turn: SourceFigures) => number | null): number | null =>
    medianOf(turns.map(figure), 2);
  return {
    cpuPct: over(({ cpuPct }) => cpuPct),
    fps: over(({ fps: rate }) => rate),
    skipped: turns.reduce((sum, { skipped }) => sum + skipped, 0),
    handedP50: over(({ handedP50 }) => handedP50),
    handedP99: over(({ handedP99 }) => handedP99),
  };
}

function parse(args: readonly string[]): { seconds: number; rounds: number } {
  const flag = { type: 'string' } as const;
  const values = readFlags(args, { seconds: flag, rounds: flag });
  return {
    seconds: numberFlag('--seconds', values.seconds ?? '5', 1, 3600),
    rounds: numberFlag('--rounds', values.rounds ?? '3', 1, 100, true),
  };
}
