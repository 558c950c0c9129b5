import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stats } from '@ajar/portal';
import { openPulseRooms } from './audio/path/pulse-rooms.ts';
import { type Event, type SkewSummary, summaryOf } from './audio/sync/skews.ts';
import { fps, type Start, type StartPlan, size, speaker, takeStart } from './audio/sync/start.ts';
import { type Bench, type BenchResult, judge, report } from './bench.ts';
import { numberFlag, readFlags } from './flags.ts';
import { percentile, round } from './video-path/quality.ts';
import { medianOf } from './video-path/summary.ts';
import { openXvfb } from './x-server.ts';

/** Whether sound and picture of the same instant are seen and heard together at the far end. */
export const audioSync: Bench = {
  summary:
    'a flash and a beep of one instant in a synthetic room → seen on an X server and heard on a null sink, both from outside',
  usage: [
    '  --starts N      doors opened one after the other; default 10',
    '  --seconds N     that count, after each start and after each reconnect; default 12',
    '  --settle N      seconds after a start that do not count; default 8',
    '  --reconnects N  outages of each door; default 1',
    '  --cut N         seconds that each of them lasts; default 2',
    '  --back N        seconds after it that do not count; default 2',
    '  --flags "…"     more flags for both portals; default "--echo on", as in rooms with devices',
    '1280×720 at 60; needs Xvfb, SDL2 and PulseAudio.',
  ].join('\n'),
  run,
};

const mostSkewMs = 15;
/** Of the events that there should be, so many have to be found to judge by. */
const minShare = 0.9;
/** From one event to the next, s. */
const everyS = 2;

async function run(args: readonly string[]): Promise<BenchResult> {
  const { plan, starts } = parse(args);
  const taken: Start[] = [];
  let trouble: string | undefined;
  const place = mkdtempSync(join(tmpdir(), 'ajar-bench-'));
  try {
    await using screen = await openXvfb(size);
    await using rooms = await openPulseRooms(place, [speaker]);
    Object.assign(process.env, rooms.env);
    while (taken.length < starts) {
      const start = await takeStart({ screen, rooms }, plan);
      taken.push(start);
      report(`start ${taken.length}: ${line(start)}`);
    }
  } catch (error) {
    trouble = (error as Error).message;
    report(trouble);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
  const perWindow = Math.floor(plan.seconds / everyS);
  const started = judged(
    taken.flatMap((start) => start.started),
    taken.length * perWindow,
  );
  const reconnected = judged(
    taken.flatMap((start) => start.reconnected.flat()),
    taken.length * plan.reconnects * perWindow,
  );
  const means = taken.flatMap((start) => summaryOf(start.started).mean ?? []);
  return {
    size: `${size.width}x${size.height}`,
    frameRate: fps,
    starts: taken.length,
    flags: plan.flags.join(' '),
    started,
    reconnected,
    early: summaryOf(taken.flatMap(({ early }) => early)),
    startMeans: means,
    startSpread: means.length === 0 ? null : round(Math.max(...means) - Math.min(...means), 1),
    portalSays: portalSays(taken.flatMap(({ lines }) => lines)),
    tool: {
      lookMs: spread(taken.flatMap(({ lookMs }) => lookMs)),
      recorderMs: spread(taken.flatMap(({ recorderMs }) => recorderMs)),
    },
    ...(trouble !== undefined && { trouble }),
    bars: [
      judge('|skew| after a start, p95', started.p95, 'ms', '<=', mostSkewMs),
      judge('|skew| after a reconnect, p95', reconnected.p95, 'ms', '<=', mostSkewMs),
    ],
  };
}

/** Figures of events of which there should be so many: too few are none. */
function judged(events: readonly Event[], expected: number): SkewSummary {
  const summary = summaryOf(events);
  return events.length > 0 && events.length >= minShare * expected ? summary : { ...summary, p95: null };
}

/** What the far portal itself thinks, medians over all seconds. */
function portalSays(lines: readonly Stats[]): object {
  const over = (figure: (line: Stats) => number | null | undefined): number | null =>
    medianOf(
      lines.flatMap((each) => figure(each) ?? []),
      1,
    );
  return {
    skewMs: over(({ audio }) => audio.skewMs),
    soundMs: over(({ audio }) => audio.rx.latencyMs?.p50),
    pictureMs: over(({ video }) => video.rx.latencyMs?.p50),
    presentMs: over(({ video }) => video.rx.stagesMs?.present),
    sizes: [...new Set(lines.map(({ video }) => video.rx.size))],
  };
}

function spread(values: readonly number[]): object {
  const sorted = values.toSorted((a, b) => a - b);
  return { p50: round(percentile(sorted, 0.5), 2), p95: round(percentile(sorted, 0.95), 2) };
}

function line({ early, started, reconnected }: Start): string {
  return [
    `at first ${early.map(({ skewMs }) => skewMs.toFixed(0)).join(' ')}`,
    told('then', started),
    ...reconnected.map((events) => told('reconnected', events)),
  ].join('; ');
}

function told(name: string, events: readonly Event[]): string {
  const { mean, p95, soundMs, pictureMs } = summaryOf(events);
  return `${name} ${mean} ms mean, p95 of |skew| ${p95} (sound ${soundMs}, picture ${pictureMs}, ${events.length} events)`;
}

function parse(args: readonly string[]): { plan: StartPlan; starts: number } {
  const text = { type: 'string' } as const;
  const values = readFlags(args, {
    starts: text,
    seconds: text,
    settle: text,
    reconnects: text,
    cut: text,
    back: text,
    flags: text,
  });
  return {
    starts: numberFlag('--starts', values.starts ?? '10', 1, 1000, true),
    plan: {
      seconds: numberFlag('--seconds', values.seconds ?? '12', 2, 3600),
      settleS: numberFlag('--settle', values.settle ?? '8', 0, 600),
      reconnects: numberFlag('--reconnects', values.reconnects ?? '1', 0, 100, true),
      cutS: numberFlag('--cut', values.cut ?? '2', 0.5, 600),
      backS: numberFlag('--back', values.back ?? '2', 0, 600),
      flags: (values.flags ?? '--echo on').split(' ').filter((flag) => flag !== ''),
    },
  };
}
