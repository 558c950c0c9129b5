import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Stats } from '@ajar/portal';
import { type Bar, type Bench, type BenchResult, judge, report } from './bench.ts';
import { numberFlag, readFlags } from './flags.ts';
import type { EyeConfig, EyeOrder, EyeReport } from './g2g/eye-job.ts';
import { openPortals } from './g2g/portals.ts';
import { sharesOf } from './g2g/shares.ts';
import { type Delays, delaysOf } from './g2g/sights.ts';
import { measureSource, type SourceFigures } from './source/measure-source.ts';
import { startChild } from './video-path/child.ts';
import { medianOf } from './video-path/summary.ts';
import { type Waterfall, waterfallText } from './waterfall.ts';
import { writeWaterfalls } from './waterfall-plot.ts';
import { openXvfb, type Screen } from './x-server.ts';

/** From one screen to another, through two portals, by the clocks on both. */
export const g2g: Bench = {
  summary:
    'a clock on one X server → x11: → two portals → window: on another, both screens read from outside',
  usage: [
    '  --seconds N     counted seconds of each round; default 10',
    '  --rounds N      doors opened one after the other, of which every figure is the median; default 3',
    '  --no-plots      draws nothing into bench/plots',
    '1920×1080 at 60; needs Xvfb and SDL2.',
  ].join('\n'),
  run,
};

const size = { width: 1920, height: 1080 };
const wholeSize = '1920x1080';
const fps = 60;
const mostP50Ms = 60;
const mostP99Ms = 100;
/** Door open until it counts. */
const settleS = 3;
/** The part of the near screen that moves, in its middle. Software draws a whole screen in half a frame's time. */
const moving = { size: '960x540', at: '480,272' };

/** What one door came to. */
interface Round extends Delays {
  readonly grab: SourceFigures;
  readonly lines: readonly Stats[];
  /** Sides of a stamp's cell on either screen, pixels: the picture is as large there as here when they are equal. */
  readonly nearCell: number;
  readonly farCell: number;
}

async function run(args: readonly string[]): Promise<BenchResult> {
  const { seconds, rounds, isDrawn } = parse(args);
  const taken: Round[] = [];
  let trouble: string | undefined;
  try {
    while (taken.length < rounds) {
      const round = await lookThrough(seconds);
      taken.push(round);
      report(`round ${taken.length}: ${line(round)}`);
    }
  } catch (error) {
    trouble = (error as Error).message;
    report(trouble);
  }
  const over = (figure: (round: Round) => number | null): number | null => medianOf(taken.map(figure), 1);
  const age = { p50: over((each) => each.age.p50), p99: over((each) => each.age.p99) };
  const firstSeen = {
    p50: over((each) => each.firstSeen.p50),
    p99: over((each) => each.firstSeen.p99),
  };
  const shares = sharesOf(
    firstSeen.p50,
    over(({ grab }) => grab.handedP50),
    taken.flatMap(({ lines }) => lines),
  );
  const fall: Waterfall = { title: '1920×1080 at 60, screen to screen', stages: shares, whole: firstSeen };
  report(waterfallText(fall));
  const plots = isDrawn && taken.length > 0 ? [writeWaterfalls('g2g', 'Glass to glass', [fall])] : [];
  const bars: Bar[] = [
    judge('age difference of the clocks, p50', age.p50, 'ms', '<=', mostP50Ms),
    judge('age difference of the clocks, p99', age.p99, 'ms', '<=', mostP99Ms),
    judge('seconds in which a smaller picture was sent', smallerS(taken), 's', '<=', 0),
  ];
  return {
    size: wholeSize,
    sentSizes: [...new Set(taken.flatMap(({ lines }) => lines.map(({ video }) => video.rx.size)))],
    farScale: over(({ farCell, nearCell }) => farCell / nearCell),
    frameRate: fps,
    seconds,
    rounds: taken.length,
    age,
    firstSeen,
    nearFps: over(({ nearFps }) => nearFps),
    farFps: over(({ farFps }) => farFps),
    looks: taken.reduce((sum, { looks }) => sum + looks, 0),
    captureToPresentedMs: over(({ lines }) => stat(lines, ({ video }) => video.rx.latencyMs?.p50)),
    grabCpuPct: over(({ grab }) => grab.cpuPct),
    portalsCpuPct: over(({ lines }) => stat(lines, ({ process: { cpuPct } }) => cpuPct)),
    shares,
    plots,
    ...(trouble !== undefined && { trouble }),
    bars,
  };
}

/** Opens a door between two screens and reads the clocks on both for some seconds. */
async function lookThrough(seconds: number): Promise<Round> {
  const place = mkdtempSync(join(tmpdir(), 'ajar-bench-'));
  try {
    await using near = await openXvfb(size);
    await using far = await openXvfb(size);
    await using _still = await startClock(near, `${size.width}x${size.height}`, '0,0', 'still');
    await using _clock = await startClock(near, moving.size, moving.at);
    const grab = await measureSource({ spec: `x11:${near.display}`, size, fps }, 1, 2);
    await using portals = await openPortals(
      place,
      ['--video-in', `x11:${near.display}`, '--video-out', 'none:', '--fps', `${fps}`],
      ['--video-in', 'none:', '--video-out', `window:${far.display}`],
    );
    const eye = startChild<EyeConfig, EyeReport>(new URL('g2g/eye-job.ts', import.meta.url), {
      near: near.display,
      far: far.display,
      size,
    });
    try {
      await eye.ready;
      await eye.send('find' satisfies EyeOrder);
      await sleep(settleS * 1000);
      const told = portals.stats();
      await eye.send('watch' satisfies EyeOrder);
      await sleep(seconds * 1000);
      const { sights, cells } = await eye.finish();
      const lines = portals.stats().second.slice(told.second.length);
      return { ...delaysOf(sights), grab, lines, nearCell: cells.near, farCell: cells.far };
    } finally {
      eye.kill();
    }
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Seconds whose pictures were not of the whole size, because the machine could not keep up; null when nothing was measured. */
function smallerS(rounds: readonly Round[]): number | null {
  const sizes = rounds.flatMap(({ lines }) => lines.map(({ video }) => video.rx.size));
  return sizes.length === 0 ? null : sizes.filter((each) => each !== wholeSize).length;
}

async function startClock(screen: Screen, ...args: readonly string[]): Promise<AsyncDisposable> {
  const program = fileURLToPath(new URL('g2g/clock.ts', import.meta.url));
  const clock = spawn(process.execPath, [program, screen.display, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await Promise.race([
    once(clock.stdout, 'data'),
    once(clock, 'close').then(() => {
      throw new Error('the clock does not start: is SDL2 installed?');
    }),
  ]);
  return {
    [Symbol.asyncDispose]: async () => {
      clock.kill();
      if (clock.exitCode === null && clock.signalCode === null) await once(clock, 'close');
    },
  };
}

function stat(lines: readonly Stats[], figure: (line: Stats) => number | null | undefined): number | null {
  return medianOf(
    lines.flatMap((each) => figure(each) ?? []),
    1,
  );
}

function line({ age, firstSeen, nearFps, farFps, looks }: Delays): string {
  return (
    `ages differ by ${age.p50} ms p50, ${age.p99} p99; first seen ${firstSeen.p50} later, p99 ${firstSeen.p99}; ` +
    `${farFps} of ${nearFps} pictures a second; ${looks} looks`
  );
}

function parse(args: readonly string[]): { seconds: number; rounds: number; isDrawn: boolean } {
  const flag = { type: 'string' } as const;
  const values = readFlags(args, { seconds: flag, rounds: flag, 'no-plots': { type: 'boolean' } });
  return {
    seconds: numberFlag('--seconds', values.seconds ?? '10', 1, 600),
    rounds: numberFlag('--rounds', values.rounds ?? '3', 1, 100, true),
    isDrawn: values['no-plots'] !== true,
  };
}
