import type { EchoOptions } from '@ajar/sound';
import { type LiveCost, liveCost } from './audio/cost/live.ts';
import { roomSound } from './audio/cost/room-sound.ts';
import { type StageCost, stageCost } from './audio/cost/stages.ts';
import { type Bench, type BenchResult, judge, report } from './bench.ts';
import { numberFlag, readFlags } from './flags.ts';

/** Processor time of sound. */
export const audioCost: Bench = {
  summary: 'processor time of one direction of sound with everything on, by stage',
  usage: [
    '  --seconds N     of sound through the stages, and of the portals; default 20',
    '  --no-live       no portals: the stages alone',
  ].join('\n'),
  run,
};

const everything: EchoOptions = { echo: true, highPass: true, noise: true, gain: true };
/** Parts of the canceller by themselves. */
const parts: Readonly<Record<string, EchoOptions>> = {
  echo: { echo: true },
  highPass: { highPass: true },
  noise: { noise: true },
  gain: { gain: true },
};
const flags = ['--echo', 'on', '--noise', 'on', '--gain', 'on', '--volume', '150'];
const mostPct = 8;
/** Sound that there is before anything counts, s. */
const warmUpS = 6;

async function run(args: readonly string[]): Promise<BenchResult> {
  const given = readFlags(args, {
    seconds: { type: 'string', default: '20' },
    'no-live': { type: 'boolean' },
  });
  const seconds = numberFlag('--seconds', given.seconds, 1, 600, true);
  const sound = await roomSound(warmUpS + seconds);
  const stages = rounded(await stageCost(sound, everything));
  report(`stages, % of a core: ${JSON.stringify(stages)}`);
  const processing: Record<string, number> = {};
  for (const [name, options] of Object.entries(parts)) {
    const few = { played: sound.played.slice(0, partBlocks), recorded: sound.recorded.slice(0, partBlocks) };
    processing[name] = round((await stageCost(few, options)).echo);
  }
  report(`parts of the canceller by themselves, % of a core: ${JSON.stringify(processing)}`);
  const live = given['no-live'] === true ? null : await liveCost(sound, seconds, flags);
  if (live !== null)
    report(`processes of portals, one direction, % of a core: ${JSON.stringify(rounded(live))}`);
  return {
    stages,
    processing,
    live: live === null ? null : rounded(live),
    bars: [
      judge('one direction, everything on, all stages', round(sum(stages)), '% of a core', '<=', mostPct),
      judge(
        'one direction, everything on, sound processes',
        live && round(live.sound),
        '% of a core',
        '<=',
        mostPct,
      ),
    ],
  };
}

/** Ten seconds. */
const partBlocks = 2000;

function sum(stages: StageCost): number {
  return Object.values(stages).reduce((total, each) => total + each, 0);
}

function rounded<T extends StageCost | LiveCost>(figures: T): T {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, round(value)])) as T;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
