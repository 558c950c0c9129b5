import { bitrateFor } from '@ajar/media';
import { type Bar, type Bench, type BenchResult, judge, report } from './bench.ts';
import { numberFlag, readFlags } from './flags.ts';
import { type Latencies, type LatencyPanel, latencyPlot } from './latency-plot.ts';
import { liveLatencies } from './link-live/live-figures.ts';
import { colors, writePlot } from './plots.ts';
import { ajarTurn } from './video-path/ajar-side.ts';
import { drawClip } from './video-path/clip.ts';
import { type Summary, summarise } from './video-path/summary.ts';
import type { Turn, TurnPlan } from './video-path/turn.ts';
import { webrtcTurn } from './video-path/webrtc-side.ts';

/** Picture to picture through the same live network, Ajar and libwebrtc, both ways through it. */
export const linkWebrtc: Bench = {
  summary: 'pictures handed in → decoded pictures handed out through a live network, Ajar beside libwebrtc',
  usage: [
    '  --seconds N     counted seconds of each turn; default 20',
    '  --loss PCT      may be given again; default 0, 2 and 5',
    '  --plots         draws into bench/plots',
    '1280×720 at 60 pictures a second, 20 ms each way. Before each turn 4 seconds of frames are sent that do not count.',
  ].join('\n'),
  allFlags: ['--plots'],
  run,
};

const size = { width: 1280, height: 720 };
const fps = 60;
const delayMs = 20;
/** libwebrtc feels its way up for some seconds. */
const warmUpS = 4;
const mostP50Ms = delayMs + 12;
const mostP99Ms = delayMs + 45;
/** Fewer pictures than this share of the frames are too few to judge by. */
const leastShare = 0.5;
const plotTitle = 'Picture to picture, 1280×720 at 60 a second, live, 20 ms each way';
const looks = {
  ajar: { name: 'Ajar', color: colors.ajar },
  webrtc: { name: 'libwebrtc', color: colors.raw },
} as const;

async function run(args: readonly string[]): Promise<BenchResult> {
  const { seconds, losses, isDrawn } = parse(args);
  const { clip, remove } = drawClip(size, fps);
  const bitrateBps = bitrateFor(size, fps);
  const turns: Record<string, { ajar: Summary; webrtc: Summary | null }> = {};
  const panels: LatencyPanel[] = [];
  const bars: Bar[] = [];
  let peerTrouble: string | undefined;
  try {
    for (const [index, lossPct] of losses.entries()) {
      const plan: TurnPlan = {
        size,
        clip,
        fps,
        bitrateBps,
        warmUpFrames: warmUpS * fps,
        frames: seconds * fps,
        network: { delayMs, lossPct, seed: 100 * (index + 1) },
      };
      const carriers: Latencies[] = [];
      const take = async (
        who: 'ajar' | 'webrtc',
        turn: (plan: TurnPlan) => Promise<Turn>,
      ): Promise<Summary> => {
        const taken = await turn(plan);
        const summary = summarise(taken, plan);
        const { inUs } = taken.sent;
        const { outUs } = taken.received;
        carriers.push({ ...looks[who], ...liveLatencies(plan, { inUs, outUs }) });
        report(`${lossPct} % loss: ${line(who, summary)}`);
        return summary;
      };
      const ajar = await take('ajar', ajarTurn);
      let webrtc: Summary | null = null;
      try {
        if (peerTrouble === undefined) webrtc = await take('webrtc', webrtcTurn);
      } catch (error) {
        peerTrouble = (error as Error).message;
        report(`webrtc: ${peerTrouble}`);
      }
      turns[`${lossPct} %`] = { ajar, webrtc };
      panels.push({ name: `${lossPct} % lost`, carriers });
      bars.push(...judgeTurn(`${lossPct} % loss`, ajar, plan));
    }
  } finally {
    remove();
  }
  const plots = isDrawn ? [writePlot('webrtc-latency', latencyPlot(plotTitle, panels, 250))] : [];
  return {
    seconds,
    delayMs,
    bitrateBps,
    turns,
    plots,
    ...(peerTrouble !== undefined && { peerTrouble }),
    bars,
  };
}

function judgeTurn(name: string, ajar: Summary, plan: TurnPlan): Bar[] {
  const isEnough = ajar.samples >= plan.frames * leastShare;
  const known = (value: number | null): number | null => (isEnough ? value : null);
  return [
    judge(`${name}: picture to picture, p50`, known(ajar.p50), 'ms', '<=', mostP50Ms),
    judge(`${name}: picture to picture, p99`, known(ajar.p99), 'ms', '<=', mostP99Ms),
    judge(`${name}: freezes over 100 ms`, known(ajar.freezes), 'freezes', '<=', 0),
  ];
}

function line(
  who: string,
  { p50, p95, p99, fps: rate, lost, longestGapMs, freezes, mbps, networkLostPct }: Summary,
): string {
  return (
    `${who.padEnd(7)} p50 ${p50} p95 ${p95} p99 ${p99} ms, ${rate} fps, ${lost} lost, longest gap ${longestGapMs} ms, ` +
    `${freezes} freezes over 100 ms, ${mbps} Mbit/s, ${networkLostPct} % lost`
  );
}

function parse(args: readonly string[]): { seconds: number; losses: number[]; isDrawn: boolean } {
  const options = {
    seconds: { type: 'string' },
    loss: { type: 'string', multiple: true },
    plots: { type: 'boolean' },
  } as const;
  const values = readFlags(args, options);
  return {
    isDrawn: values.plots === true,
    seconds: numberFlag('--seconds', values.seconds ?? '20', 1, 3600),
    losses: (values.loss ?? ['0', '2', '5']).map((each) => numberFlag('--loss', each, 0, 50)),
  };
}
