import type { Stats } from '@ajar/portal';
import { type AjarTurn, ajarTurn } from './audio/path/ajar-turn.ts';
import { type DeviceTurn, deviceTurn } from './audio/path/device-turn.ts';
import { drawPaths } from './audio/path/plot.ts';
import type { SoundPlan } from './audio/path/sound-plan.ts';
import { type LatencySummary, latencySummary, middleOf } from './audio/path/summary.ts';
import { webrtcTurn } from './audio/path/webrtc-turn.ts';
import { type Bench, type BenchResult, judge, report } from './bench.ts';
import { numberFlag, oneOf, readFlags } from './flags.ts';
import { medianOf } from './video-path/summary.ts';

/** Sound from one room to the other, with the devices and without them, beside libwebrtc. */
export const audioPath: Bench = {
  summary:
    'marks said in one room → heard in the other, with devices (null sinks) and without, beside libwebrtc',
  usage: [
    '  --seconds N     counted seconds of each turn; default 20',
    '  --settle N      seconds of sound before that, which do not count; default 12',
    '  --rounds N      turns of each side, one after the other, of which every figure is the median; default 3',
    '  --bitrate BPS   of the paths without devices; default 256000',
    '  --codec C       of Ajar without devices: opus, pcm16 or pcm24; default opus',
    '  --frame MS      length of a packet of it: 2.5, 5 or 10; default 5',
    '  --flags "…"     more flags for both portals of the turns with devices',
    '  --no-devices    without PulseAudio',
    '  --no-peer       without libwebrtc',
    '  --no-plots      draws nothing into bench/plots',
  ].join('\n'),
  run,
};

const limits = { devicesP50: 40, devicesP99: 60, directP50: 15 } as const;

/** What a kind of turn came to, round after round. */
interface Rounds<Turn> {
  readonly turns: Turn[];
  readonly trouble: string | undefined;
}

async function run(args: readonly string[]): Promise<BenchResult> {
  const { plan, rounds, portalFlags, isDevices, isPeer, isDrawn } = parse(args);
  const devices = await several<DeviceTurn>('with devices', isDevices ? rounds : 0, () =>
    deviceTurn(plan.seconds, plan.warmUpS, portalFlags),
  );
  const direct = await several<AjarTurn>('without devices', rounds, () => ajarTurn(plan));
  const webrtc = await several('libwebrtc', isPeer ? rounds : 0, () => webrtcTurn(plan));
  const [withDevices, ours, theirs] = [devices, direct, webrtc].map(({ turns }) =>
    middleOf(turns.map(latencySummary)),
  ) as [LatencySummary, LatencySummary, LatencySummary];
  const ratio =
    ours.p50 === null || theirs.p50 === null ? null : Math.round((theirs.p50 / ours.p50) * 100) / 100;
  const plots = isDrawn ? drawPaths(devices.turns, direct.turns, webrtc.turns) : [];
  const troubles = [devices, direct, webrtc].flatMap(({ trouble }) => trouble ?? []);
  return {
    ...(troubles.length > 0 && { troubles }),
    devices: {
      ...withDevices,
      toolMs: middleOf(
        devices.turns.map(({ toolMs, said }) => latencySummary({ latenciesMs: toolMs, said })),
      ),
      portalSays: portalSays(devices.turns.flatMap(({ lines }) => lines)),
    },
    direct: { ...ours, stages: stagesOf(direct.turns) },
    webrtc: theirs,
    ratioP50: ratio,
    plots,
    bars: [
      judge('mouth to ear with devices, p50', withDevices.p50, 'ms', '<=', limits.devicesP50),
      judge('mouth to ear with devices, p99', withDevices.p99, 'ms', '<=', limits.devicesP99),
      judge('frame in to frame out, p50', ours.p50, 'ms', '<=', limits.directP50),
      judge('p50 of libwebrtc / p50 of Ajar, frame in to frame out', ratio, '×', '>=', 1),
    ],
  };
}

/** Takes turns until one fails: a peer or a program that is missing leaves its bars not passed. */
async function several<Turn extends { readonly latenciesMs: readonly number[]; readonly said: number }>(
  name: string,
  rounds: number,
  take: () => Promise<Turn>,
): Promise<Rounds<Turn>> {
  const turns: Turn[] = [];
  try {
    while (turns.length < rounds) {
      const turn = await take();
      turns.push(turn);
      const { p50, p99, samples, lost } = latencySummary(turn);
      report(`${name}, round ${turns.length}: p50 ${p50} p99 ${p99} ms, ${samples} marks, ${lost} not found`);
    }
    return { turns, trouble: undefined };
  } catch (error) {
    const trouble = `${name}: ${(error as Error).message}`;
    report(trouble);
    return { turns: [], trouble };
  }
}

/** Medians over rounds of what the parts of the way took, ms. */
function stagesOf(turns: readonly AjarTurn[]): object {
  const over = (figure: (turn: AjarTurn) => number | null): number | null => medianOf(turns.map(figure), 2);
  return {
    dueToWholeP50: over(({ stages }) => stages.wholeP50),
    dueToWholeP99: over(({ stages }) => stages.wholeP99),
    toSoundProcessP50: over(({ stages }) => stages.hereP50),
    bufferMs: over(({ ear }) => ear.stats.bufferMs),
    concealedMs: over(({ ear }) => ear.stats.concealedMs),
  };
}

/** What the far portal itself thinks, medians over all seconds. */
function portalSays(lines: readonly Stats[]): object {
  const over = (figure: (rx: Stats['audio']['rx']) => number | null): number | null => {
    const known = lines.map(({ audio }) => figure(audio.rx)).filter((value) => value !== null);
    return medianOf(known, 1);
  };
  return {
    latencyMs: over(({ latencyMs }) => latencyMs?.p50 ?? null),
    bufferMs: over(({ bufferMs }) => bufferMs),
    concealedMs: over(({ concealedMs }) => concealedMs),
    driftPpm: over(({ driftPpm }) => driftPpm),
  };
}

function parse(args: readonly string[]): {
  plan: SoundPlan;
  rounds: number;
  portalFlags: string[];
  isDevices: boolean;
  isPeer: boolean;
  isDrawn: boolean;
} {
  const text = { type: 'string' } as const;
  const off = { type: 'boolean' } as const;
  const values = readFlags(args, {
    seconds: text,
    settle: text,
    rounds: text,
    bitrate: text,
    codec: text,
    frame: text,
    flags: text,
    'no-devices': off,
    'no-peer': off,
    'no-plots': off,
  });
  return {
    plan: {
      warmUpS: numberFlag('--settle', values.settle ?? '12', 1, 600, true),
      seconds: numberFlag('--seconds', values.seconds ?? '20', 1, 3600, true),
      bitrateBps: numberFlag('--bitrate', values.bitrate ?? '256000', 6000, 510_000),
      codec: oneOf('--codec', values.codec ?? 'opus', ['opus', 'pcm16', 'pcm24']),
      frameMs: oneOf('--frame', Number(values.frame ?? 5), [2.5, 5, 10]),
    },
    rounds: numberFlag('--rounds', values.rounds ?? '3', 1, 100, true),
    portalFlags: (values.flags ?? '').split(' ').filter((flag) => flag !== ''),
    isDevices: values['no-devices'] !== true,
    isPeer: values['no-peer'] !== true,
    isDrawn: values['no-plots'] !== true,
  };
}
