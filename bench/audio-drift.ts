import { type DriftResult, type DriftRun, runDrift } from './audio/drift/drift-run.ts';
import { type Bar, type Bench, type BenchResult, judge, report } from './bench.ts';
import { numberFlag, readFlags } from './flags.ts';

/** Two clocks that differ, in virtual time. */
export const audioDrift: Bench = {
  summary: 'playout between two clocks that differ, for hours and days in virtual time',
  usage: [
    '  --hours N       at ±500 ppm, with every sample; default 8 (five minutes)',
    '  --days N        at ±50 ppm, at 8 kHz, as only decisions count; default 30 (one hour and a half)',
  ].join('\n'),
  allFlags: ['--hours', '1', '--days', '1'],
  run,
};

async function run(args: readonly string[]): Promise<BenchResult> {
  const flags = readFlags(args, {
    hours: { type: 'string', default: '8' },
    days: { type: 'string', default: '30' },
  });
  const hours = numberFlag('--hours', flags.hours, 0.1, 100);
  const days = numberFlag('--days', flags.days, 0, 100);
  const rows: DriftRun[] = [
    ...[-500, 500].map((ppm) => ({ ppm, hours, sampleRate: 48_000, jitterMs: 1 })),
    ...[-50, 50].map((ppm) => ({ ppm, hours: days * 24, sampleRate: 8000, jitterMs: 1 })),
  ].filter((row) => row.hours > 0);
  const results: Record<string, DriftResult> = {};
  const bars: Bar[] = [];
  for (const row of rows) {
    const name = `${row.ppm > 0 ? '+' : '−'}${Math.abs(row.ppm)} ppm, ${row.hours} h`;
    const result = rounded(runDrift(row, (done) => tell(name, done, row.hours)));
    results[name] = result;
    report(`${name}: ${JSON.stringify(result)}`);
    bars.push(...judged(name, result));
  }
  return { results, bars };
}

function judged(name: string, result: DriftResult): Bar[] {
  return [
    judge(`${name}: blocks left out`, result.skipped, 'blocks', '<=', 0),
    judge(`${name}: sound left out or repeated`, result.stretchedMs, 'ms', '<=', 0),
    judge(`${name}: underruns`, result.underruns, '', '<=', 0),
    judge(`${name}: delay between least and most`, rounded2(result.mostMs - result.leastMs), 'ms', '<=', 20),
    judge(`${name}: pitch, off by`, result.mostCents, 'cents', '<=', 1),
  ];
}

/** A line every tenth of the way. */
function tell(name: string, done: number, hours: number): void {
  const before = Math.floor(((done - 1) / hours) * 10);
  const now = Math.floor((done / hours) * 10);
  if (now > before && done > 0) report(`${name}: ${Math.round(done)} h`);
}

function rounded(result: DriftResult): DriftResult {
  const copy = { ...result };
  for (const name of Object.keys(copy) as (keyof DriftResult)[]) copy[name] = rounded2(copy[name]);
  return copy;
}

function rounded2(value: number): number {
  return Math.round(value * 100) / 100;
}
