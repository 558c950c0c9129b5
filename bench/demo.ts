import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Stats } from '@ajar/portal';
import { type Bar, type Bench, type BenchResult, judge, report, UsageError } from './bench.ts';
import { percentile, round } from './video-path/quality.ts';

/** Both directions of a whole demo at once, pictures and sound, by what its portals write with `--stats`. */
export const demo: Bench = {
  summary: 'a whole demo, pictures and sound both ways at once, by its own --stats',
  usage: [
    '  --size WxH      default 1280x720',
    '  --fps N         default 60',
    '  --seconds N     default 20',
  ].join('\n'),
  run,
};

const cli = fileURLToPath(new URL('../packages/portal/src/cli.ts', import.meta.url));
/** Eleven processes start at once; their first two seconds are not what a door that is always open is like. */
const warmUpS = 2;
const minFps = 59;
/** At any size, and at the one that people see first. */
const maxP50Ms = 25;
const maxHdP50Ms = 15;
const hd = '1280x720';
const maxP99Ms = 60;

async function run(args: readonly string[]): Promise<BenchResult> {
  const flags = readFlags(args);
  const folder = mkdtempSync(join(tmpdir(), 'ajar-bench-'));
  try {
    const file = join(folder, 'stats.jsonl');
    await runDemo([...flags.flatMap(([flag, value]) => [`--${flag}`, value]), '--stats', file]);
    const lines = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Stats);
    const directions = Map.groupBy(lines, ({ portal }) => portal);
    const results = [...directions].map(([portal, stats]) => summarise(portal, stats));
    const { size, fps } = Object.fromEntries(flags);
    const isHd = size === hd && fps === '60';
    for (const each of results) report(JSON.stringify(each));
    return {
      ...Object.fromEntries(flags),
      directions: results,
      bars: results.flatMap((each) => bars(each, isHd)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runDemo(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [cli, 'demo', '--view', 'none', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const [status] = (await once(child, 'close')) as [number | null];
  if (status === 2) throw new UsageError(said.trim().split('\n').at(-1) ?? 'the demo refused its flags');
  if (status !== 0) throw new Error(`the demo ended with ${status}: ${said}`);
}

/** One direction: what the portal of that name saw and heard of the other room. Null where nothing was measured. */
interface Direction {
  readonly portal: string;
  readonly fps: number | null;
  readonly lost: number | null;
  /** Medians over the seconds of each second's percentile, and the worst second. */
  readonly p50: number | null;
  readonly p99: number | null;
  readonly worstP99: number | null;
  readonly soundP50: number | null;
  /** Sound made up after the first two seconds, in milliseconds. */
  readonly concealedMs: number | null;
  readonly cpuPct: number | null;
}

function summarise(portal: string, stats: readonly Stats[]): Direction {
  const counted = stats.filter(({ uptimeS }) => uptimeS >= warmUpS);
  const [first, last] = [counted[0], counted.at(-1)];
  const latencies = counted.flatMap(({ video }) => video.rx.latencyMs ?? []);
  const spanS = first === undefined || last === undefined ? 0 : last.uptimeS - first.uptimeS;
  const grown = (read: (line: Stats) => number | null): number | null => {
    const from = first === undefined ? null : read(first);
    const to = last === undefined ? null : read(last);
    return from === null || to === null ? null : to - from;
  };
  const frames = grown(({ video }) => video.rx.frames);
  return {
    portal,
    fps: frames === null || spanS === 0 ? null : round(frames / spanS, 2),
    lost: last?.video.rx.lost ?? null,
    p50: middle(latencies.map(({ p50 }) => p50)),
    p99: middle(latencies.map(({ p99 }) => p99)),
    worstP99: latencies.length === 0 ? null : round(Math.max(...latencies.map(({ p99 }) => p99)), 1),
    soundP50: middle(counted.flatMap(({ audio }) => audio.rx.latencyMs?.p50 ?? [])),
    concealedMs: grown(({ audio }) => audio.rx.concealedMs),
    cpuPct: middle(counted.flatMap(({ process }) => process.cpuPct ?? [])),
  };
}

function middle(values: readonly number[]): number | null {
  return round(
    percentile(
      values.toSorted((left, right) => left - right),
      0.5,
    ),
    1,
  );
}

function bars({ portal, fps, lost, p50, worstP99, concealedMs }: Direction, isHd: boolean): Bar[] {
  return [
    judge(`${portal}: frames a second`, fps, 'fps', '>=', minFps),
    judge(`${portal}: frames lost`, lost, 'frames', '<=', 0),
    judge(`${portal}: capture to screen, p50`, p50, 'ms', '<=', isHd ? maxHdP50Ms : maxP50Ms),
    judge(`${portal}: capture to screen, p99 of the worst second`, worstP99, 'ms', '<=', maxP99Ms),
    judge(`${portal}: sound made up after the first two seconds`, concealedMs, 'ms', '<=', 0),
  ];
}

function readFlags(args: readonly string[]): [string, string][] {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { size: text, fps: text, seconds: text },
      strict: true,
    });
    return Object.entries({ size: '1280x720', fps: '60', seconds: '20', ...values });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; there are --size --fps --seconds`);
  }
}
