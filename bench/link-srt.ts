import { type Bar, type Bench, type BenchResult, judge, report } from './bench.ts';
import { numberFlag, readFlags } from './flags.ts';
import { type Latencies, type LatencyPanel, latencyPlot } from './latency-plot.ts';
import { linkTurn } from './link-live/link-turn.ts';
import { type LiveFigures, liveFigures, liveLatencies } from './link-live/live-figures.ts';
import type { LiveNetwork, LivePlan, LiveTurn } from './link-live/live-plan.ts';
import { srtTurn } from './link-live/srt-turn.ts';
import { colors, writePlot } from './plots.ts';
import { round } from './video-path/quality.ts';

/** Live, between real processes: Ajar's link beside SRT. */
export const linkSrt: Bench = {
  summary: 'frames through a live network of 20 ms each way that loses some, Ajar beside SRT',
  usage: [
    '  --seconds N     counted seconds of each turn; default 30',
    '  --bitrate BPS   of the frames; may be given again; default 8000000 and 40000000',
    '  --loss PCT      may be given again; default 2 and 5',
    '  --plots         draws into bench/plots',
    '  --latency MS    of SRT; may be given again; default 120, and 160, which is 4 × RTT',
    'The peer is srt-live-transmit of Debian’s srt-tools. Before each turn 3 seconds of frames are sent that do not count.',
  ].join('\n'),
  allFlags: ['--plots'],
  run,
};

const fps = 60;
const warmUpS = 3;
const delayMs = 20;
const judgedLatencyMs = 8 * delayMs;
const plotTitle = 'Frame latency, live, 20 ms each way';
/** As long as SRT keeps frames at most, and as long as a portal does. */
const lifetimeMs = 400;

interface Options {
  readonly seconds: number;
  readonly bitrates: readonly number[];
  readonly losses: readonly number[];
  readonly latencies: readonly number[];
  readonly plots: boolean;
}

async function run(args: readonly string[]): Promise<BenchResult> {
  const options = parse(args);
  const turns: Record<string, Record<string, LiveFigures | null>> = {};
  const panels: LatencyPanel[] = [];
  const bars: Bar[] = [];
  let peerTrouble: string | undefined;
  for (const [index, { bitrateBps, lossPct }] of combinations(options).entries()) {
    const seed = 100 * (index + 1);
    const plan = { seed, fps, bitrateBps, warmUpFrames: warmUpS * fps, frames: options.seconds * fps };
    const network: LiveNetwork = { delayMs, lossPct, seed };
    const name = `${bitrateBps / 1e6} Mbit/s, ${lossPct} %`;
    const figures: Record<string, LiveFigures | null> = {};
    const carriers: Latencies[] = [];
    const take = async (who: string, color: string, turn: () => Promise<LiveTurn>): Promise<void> => {
      const taken = await turn();
      figures[who] = liveFigures(plan, taken);
      carriers.push({ name: nameOf(who), color, ...liveLatencies(plan, taken) });
      report(`${name.padEnd(18)} ${line(who, figures[who])}`);
    };
    await take('ajar', colors.ajar, () => linkTurn(plan, network, lifetimeMs));
    for (const latencyMs of options.latencies) {
      const who = `srt-${latencyMs}`;
      figures[who] = null;
      if (peerTrouble !== undefined) continue;
      try {
        const color = latencyMs === judgedLatencyMs ? colors.raw : colors.rs;
        await take(who, color, () => srtTurn(plan, network, latencyMs));
      } catch (error) {
        peerTrouble = (error as Error).message;
        report(`${who}: ${peerTrouble}`);
      }
    }
    turns[name] = figures;
    panels.push({ name: `${name} lost`, carriers });
    bars.push(...judgeTurns(name, plan, figures['ajar'] ?? null, figures[`srt-${judgedLatencyMs}`] ?? null));
  }
  const plots = options.plots ? [writePlot('srt-latency', latencyPlot(plotTitle, panels, 250))] : [];
  return { seconds: options.seconds, turns, plots, ...(peerTrouble !== undefined && { peerTrouble }), bars };
}

function judgeTurns(name: string, plan: LivePlan, ajar: LiveFigures | null, srt: LiveFigures | null): Bar[] {
  const enough = (side: LiveFigures | null): boolean => side !== null && side.frames >= plan.frames * 0.9;
  const comparable = enough(ajar) && enough(srt);
  const share = (figure: 'p50' | 'p99'): number | null => {
    const [own, other] = [ajar?.[figure], srt?.[figure]];
    return comparable && typeof own === 'number' && typeof other === 'number' ? round(own / other, 3) : null;
  };
  const whose = `${name} loss, SRT at 4 × RTT`;
  return [
    judge(`${whose}: p50 of Ajar / p50 of SRT`, share('p50'), '×', '<=', 0.1667),
    judge(`${whose}: p99 of Ajar / p99 of SRT`, share('p99'), '×', '<=', 0.4),
    judge(
      `${name} loss: frames that Ajar did not deliver whole`,
      enough(ajar) ? ajar!.incomplete + ajar!.damaged : null,
      'frames',
      '<=',
      0,
    ),
    judge(
      `${name} loss: frames that SRT did not deliver whole`,
      enough(srt) ? srt!.incomplete + srt!.damaged : null,
      'frames',
      '<=',
      0,
    ),
  ];
}

function nameOf(who: string): string {
  return who === 'ajar' ? 'Ajar' : `SRT, latency = ${who.slice('srt-'.length)}`;
}

function line(
  who: string,
  { p50, p95, p99, max, frames, incomplete, lostPct, wireMbps }: LiveFigures,
): string {
  return (
    `${who.padEnd(8)} p50 ${p50} p95 ${p95} p99 ${p99} max ${max} ms, ${incomplete} of ${frames} incomplete, ` +
    `${wireMbps} Mbit/s on the wire, ${lostPct} % lost`
  );
}

function combinations({ bitrates, losses }: Options): { bitrateBps: number; lossPct: number }[] {
  return bitrates.flatMap((bitrateBps) => losses.map((lossPct) => ({ bitrateBps, lossPct })));
}

function parse(args: readonly string[]): Options {
  const many = { type: 'string', multiple: true } as const;
  const options = {
    seconds: { type: 'string' },
    bitrate: many,
    loss: many,
    latency: many,
    plots: { type: 'boolean' },
  } as const;
  const values = readFlags(args, options);
  const { seconds = '30', bitrate = ['8000000', '40000000'], loss = ['2', '5'], latency } = values;
  return {
    seconds: numberFlag('--seconds', seconds, 1, 3600),
    bitrates: bitrate.map((each) => numberFlag('--bitrate', each, 100_000, 1e9)),
    losses: loss.map((each) => numberFlag('--loss', each, 0, 50)),
    plots: values.plots === true,
    latencies: (latency ?? ['120', String(judgedLatencyMs)]).map((each) =>
      numberFlag('--latency', each, 1, 5000),
    ),
  };
}
