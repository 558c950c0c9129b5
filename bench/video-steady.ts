import { setTimeout as sleep } from 'node:timers/promises';
import { nowUs } from '@ajar/actor';
import { bitrateFor } from '@ajar/media';
import { type Bar, type Bench, type BenchResult, judge, report } from './bench.ts';
import { numberFlag, readFlags } from './flags.ts';
import { colors, writePlot } from './plots.ts';
import type { Line } from './steady/line.ts';
import { MemoryLog } from './steady/memory-log.ts';
import { type Minute, minuteOf, minutesOf } from './steady/minutes.ts';
import { type AjarPath, openAjarPath } from './video-path/ajar-path.ts';
import { finishTurn } from './video-path/ajar-side.ts';
import { round } from './video-path/quality.ts';
import { summarise } from './video-path/summary.ts';
import type { Turn, TurnPlan } from './video-path/turn.ts';

/** The same as the first minute, half an hour later. */
export const videoSteady: Bench = {
  summary: 'half an hour of 1080p60: latency, memory and pauses for garbage of every media process',
  usage: [
    '  --minutes N     counted; default 30, at least 2',
    '  --no-plots      draws nothing into bench/plots',
    'From test:room, without libwebrtc. Half a minute of frames before it does not count.',
  ].join('\n'),
  run,
};

const size = { width: 1920, height: 1080 };
const fps = 60;
const warmUpS = 30;
const memoryEveryMs = 2000;
/** Of the first minute's p99. */
const mostRatio = 1.1;
const mostGrowthMbPerHour = 1;
const mostPauseMs = 5;
/** Until memory is judged: caches fill and heaps find their size. A third of the run, but so many minutes at most. */
const mostMemoryWarmUpMinutes = 10;
const linesOf = {
  camera: colors.raw,
  'link here': colors.ajar,
  'link there': colors.simple,
  screen: colors.rs,
} as const;

async function run(args: readonly string[]): Promise<BenchResult> {
  const { minutes, isDrawn } = parse(args);
  const plan: TurnPlan = {
    size,
    fps,
    bitrateBps: bitrateFor(size, fps),
    warmUpFrames: warmUpS * fps,
    frames: Math.round(minutes * 60 * fps),
  };
  const { turn, memory } = await runFor(plan, minutes);
  const summary = summarise(turn, plan);
  const byMinute = minutesOf(turn, plan);
  const memoryFrom = Math.min(mostMemoryWarmUpMinutes, Math.ceil(minutes / 3));
  const growth = memory.growth(memoryFrom);
  const { p50, p95, p99, fps: rate, lost, skipped, longestGapMs, mbps } = summary;
  return {
    size: '1920x1080',
    minutes,
    bitrateBps: plan.bitrateBps,
    all: { p50, p95, p99, fps: rate, lost, skipped, longestGapMs, mbps },
    first: byMinute[0] ?? null,
    last: byMinute.at(-1) ?? null,
    byMinute,
    memoryCountsFromMinute: memoryFrom,
    memory: Object.fromEntries(Object.entries(growth).map(([name, line]) => [name, growthFigures(line)])),
    gc: turn.gc,
    plots: isDrawn ? draw(byMinute, memory) : [],
    bars: bars(byMinute, lost, growth, turn.gc ?? {}),
  };
}

/** Lets the frames of a plan pass, and says every minute how it goes. */
async function runFor(plan: TurnPlan, minutes: number): Promise<{ turn: Turn; memory: MemoryLog }> {
  const path = await openAjarPath(plan);
  try {
    const startUs = nowUs() + 100_000;
    await path.start(startUs);
    await until(startUs + warmUpS * 1e6);
    await path.watchGarbage();
    await path.look();
    const memory = new MemoryLog(path.pids);
    for (let minute = 1; minute <= Math.ceil(minutes); minute++) {
      const endUs = startUs + (warmUpS + Math.min(minute, minutes) * 60) * 1e6;
      while (nowUs() < endUs) {
        memory.read();
        await sleep(Math.max(0, Math.min(memoryEveryMs, (endUs - nowUs()) / 1000)));
      }
      await tell(minute, Math.min(1, minutes + 1 - minute) * 60, path, memory);
    }
    await sleep(1000);
    return { turn: await finishTurn(path, plan), memory };
  } finally {
    path.close();
  }
}

async function tell(minute: number, seconds: number, path: AjarPath, memory: MemoryLog): Promise<void> {
  const { p50, p99, max, fps: rate } = minuteOf((await path.look()).latenciesMs, seconds);
  const mb = Object.entries(memory.read()).map(([name, value]) => `${name} ${value.toFixed(1)}`);
  report(`minute ${minute}: p50 ${p50} p99 ${p99} max ${max} ms, ${rate} fps; MB resident: ${mb.join(', ')}`);
}

async function until(atUs: number): Promise<void> {
  await sleep(Math.max(0, (atUs - nowUs()) / 1000));
}

function bars(
  byMinute: readonly Minute[],
  lost: number,
  growth: Readonly<Record<string, Line | undefined>>,
  gc: NonNullable<Turn['gc']>,
): Bar[] {
  const [first, last] = [byMinute[0]?.p99 ?? null, byMinute.at(-1)?.p99 ?? null];
  const ratio = first === null || last === null || byMinute.length < 2 ? null : round(last / first, 3);
  return [
    judge('p99 of the last minute, of the first’s', ratio, '×', '<=', mostRatio),
    judge('frames lost', lost, 'frames', '<=', 0),
    ...Object.entries(growth).map(([name, line]) =>
      judge(
        `${name}: memory grows by`,
        line ? round(line.slope, 2) : null,
        'MB/h',
        '<=',
        mostGrowthMbPerHour,
      ),
    ),
    ...Object.entries(gc).map(([name, { maxMs }]) =>
      judge(`${name}: longest pause for garbage`, round(maxMs, 2), 'ms', '<=', mostPauseMs),
    ),
  ];
}

/** By how much it grows, and how far off that may be, 19 times out of 20. */
function growthFigures(line: Line | undefined): object | null {
  return line ? { mbPerHour: round(line.slope, 2), plusMinus: round(line.slopeError, 2) } : null;
}

function draw(byMinute: readonly Minute[], memory: MemoryLog): string[] {
  const middle = byMinute.flatMap(({ p50 }, index): [number, number][] =>
    p50 === null ? [] : [[index + 1, p50]],
  );
  const tail = byMinute.flatMap(({ p99 }, index): [number, number][] =>
    p99 === null ? [] : [[index + 1, p99]],
  );
  const means = Object.entries(memory.means());
  return [
    writePlot('video-steady', {
      title: 'Half an hour of 1920×1080 at 60 a second',
      x: { name: 'minutes' },
      panels: [
        {
          y: { name: 'ms, picture to picture', min: 0 },
          curves: [
            { name: 'p50', color: colors.black, points: middle },
            { name: 'p99', color: colors.fixed, points: tail },
          ],
        },
        {
          y: { name: 'MB resident, over the first minute' },
          curves: means.map(([name, points]) => ({
            name,
            color: linesOf[name as keyof typeof linesOf],
            points: points.map(([hours, mb]): [number, number] => [hours * 60, mb - points[0]![1]]),
          })),
        },
      ],
    }),
  ];
}

function parse(args: readonly string[]): { minutes: number; isDrawn: boolean } {
  const values = readFlags(args, { minutes: { type: 'string' }, 'no-plots': { type: 'boolean' } });
  return {
    minutes: numberFlag('--minutes', values.minutes ?? '30', 0.1, 10_000),
    isDrawn: values['no-plots'] !== true,
  };
}
