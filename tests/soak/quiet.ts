import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { linesOf, scratch } from '../e2e/stage/ajar.ts';
import { type Door, openDoor } from '../e2e/stage/door.ts';
import { Pulse } from '../e2e/stage/pulse.ts';
import { type Steadiness, steadiness } from '../e2e/stage/steady-minutes.ts';
import { slope } from './chaos/remains.ts';
import { numberOf, type Soak, type SoakContext, type SoakOutcome, UsageError, writeJson } from './soak.ts';

const defaultS = 3600;
/** Until clocks are mapped, buffers found and rates reached, s. */
const warmUpS = 30;
const [mostSkewChangeMs, mostRatio] = [5, 1.1];
/** Growth is told where at least so much was seen of it, s; caches fill first. */
const tellsGrowthS = 1200;
const lookEveryMs = 5000;
const sides = ['first', 'second'] as const;

/** Nothing happens for an hour. */
export const quiet: Soak = {
  summary:
    'two portals, 720p60 both ways, and nothing goes wrong: is the last minute as the first was; an hour',
  flags: { report: { type: 'string' }, size: { type: 'string' }, fps: { type: 'string' } },
  usage: [
    '  --report FILE  writes the report there as JSON',
    '  --size, --fps  other pictures than 1280x720 at 60 a second',
    'The first half minute does not count.',
  ].join('\n'),
  run,
};

async function run({ seconds = defaultS, flags, progress }: SoakContext): Promise<SoakOutcome> {
  const size = String(flags['size'] ?? '1280x720');
  const fps = numberOf('fps', flags['fps'], 1, 240) ?? 60;
  if (!/^\d+x\d+$/.test(size)) throw new UsageError(`--size ${size}: give one such as 1280x720`);
  if (spawnSync('pulseaudio', ['--version'], { stdio: 'ignore' }).error !== undefined)
    throw new UsageError('quiet: not installed: pulseaudio');
  using place = scratch();
  // Picture and sound are kept together only where somebody could hear it.
  await using pulse = await Pulse.start(place.path('.'), sides);
  const stats = (side: string): string => place.path(`${side}.jsonl`);
  const room = (side: string): string[] => [
    ...['--watchdog', '--video-in', 'test:room', '--size', size, '--fps', String(fps)],
    ...[
      '--video-out',
      'file:/dev/null',
      '--audio-in',
      'test:speech',
      '--audio-out',
      `pulse:${side}`,
      '--stats',
      stats(side),
    ],
  ];
  const begunMs = performance.now();
  const problems: string[] = [];
  const door = await openDoor(place, room('first'), room('second'), {
    first: pulse.env,
    second: pulse.env,
  });
  try {
    const untilMs = begunMs + (warmUpS + seconds) * 1000;
    while (performance.now() < untilMs && !hasEnded(door)) {
      await pause(Math.min(lookEveryMs, untilMs - performance.now()));
      progress(`${Math.round((untilMs - performance.now()) / 1000)} s to go`);
    }
    if (hasEnded(door)) problems.push(`a portal has ended: ${door.first.stderr}${door.second.stderr}`);
  } finally {
    await door[Symbol.asyncDispose]();
  }
  const figures: Record<string, unknown> = { size, fps };
  for (const side of sides) {
    const lines = linesOf(stats(side));
    const steady = steadiness(lines, warmUpS);
    problems.push(...whatIsWrong(side, steady));
    const memory = lines
      .slice(Math.floor(lines.length / 4))
      .flatMap(({ t, process }): [number, number][] =>
        process.rssBytes === null ? [] : [[t / 3600, process.rssBytes / 2 ** 20]],
      );
    figures[side] = {
      ...steady,
      growthMbPerHour: lines.length < tellsGrowthS ? null : Math.round(slope(memory) * 10) / 10,
    };
  }
  if (typeof flags['report'] === 'string') writeJson(resolve(flags['report']), { problems, ...figures });
  return { problems, figures };
}

function hasEnded({ first, second }: Door): boolean {
  return first.status !== undefined || second.status !== undefined;
}

function whatIsWrong(side: string, steady: Steadiness | undefined): string[] {
  const where = `in the ${side} room`;
  if (steady === undefined) return [`nothing was seen ${where}`];
  const { first, last, freezes, freezeMs } = steady;
  const problems: string[] = [];
  if (freezes > 0) problems.push(`${freezes} freezes ${where}, ${freezeMs} ms in all`);
  if (first.p99Ms === null || last.p99Ms === null) problems.push(`no latency is known ${where}`);
  else if (last.p99Ms > first.p99Ms * mostRatio)
    problems.push(`latency p99 was ${first.p99Ms} ms at first and ${last.p99Ms} ms at last ${where}`);
  if (first.skewMs === null || last.skewMs === null) problems.push(`sound or picture is missing ${where}`);
  else if (Math.abs(last.skewMs - first.skewMs) > mostSkewChangeMs)
    problems.push(`sound was ${first.skewMs} ms later at first and ${last.skewMs} ms at last ${where}`);
  return problems;
}
