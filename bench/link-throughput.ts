import { type Bar, type Bench, type BenchResult, judge, report } from './bench.ts';
import { numberFlag, readFlags } from './flags.ts';
import { liveFigures } from './link-live/live-figures.ts';
import { type LoopbackTurn, loopbackTurn } from './link-live/loopback-turn.ts';
import { round } from './video-path/quality.ts';

/** How much media two link processes can carry over loopback, and what it costs them. */
export const linkThroughput: Bench = {
  summary: 'most media from one link process to another over loopback, with 10 % parity',
  usage: [
    '  --seconds N     counted seconds at each rate; default 4',
    '  --from MBPS     the first rate; default 300. It grows by a sixth until two in a row lose frames or are late',
    '  --parity SHARE  of the media; default 0.1',
  ].join('\n'),
  run,
};

const fps = 120;
const warmUpS = 1;
const growth = 7 / 6;
const mostMbps = 4000;
const lifetimeMs = 400;
/** Faster than anything here, so that the pacer is passed through and does not decide. */
const pacingBps = 4e9;
/** A rate is carried when so many of its frames come whole, and come soon. */
const leastWholeShare = 0.995;
const leastOfferedShare = 0.9;
const mostP95Ms = 60;
/** What is measured with less parity than this, of what was asked for, says nothing. */
const leastParityShare = 0.8;
const minMbps = 600;

interface Options {
  readonly seconds: number;
  readonly fromMbps: number;
  readonly parity: number;
}

/** What one rate gave. `cpuPer100` is percent of one core for 100 Mbit/s of media. */
interface Step {
  readonly offeredMbps: number;
  readonly mbps: number;
  readonly incomplete: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly parityPct: number;
  readonly datagramBytes: number;
  readonly senderCpuPct: number | null;
  readonly receiverCpuPct: number | null;
  readonly senderCpuPer100: number | null;
  readonly receiverCpuPer100: number | null;
  readonly isCarried: boolean;
}

async function run(args: readonly string[]): Promise<BenchResult> {
  const options = parse(args);
  const ways = {
    'datagrams as large as loopback takes': {},
    'datagrams of 1200 bytes': { maxDatagramBytes: 1200 },
  };
  const figures: Record<string, { best: Step | null; steps: Step[] }> = {};
  const bars: Bar[] = [];
  for (const [name, more] of Object.entries(ways)) {
    const steps = await climb(name, options, more);
    const best = steps.findLast(({ isCarried }) => isCarried) ?? null;
    figures[name] = { best, steps };
    const isMeasured = best !== null && best.parityPct >= options.parity * leastParityShare * 100;
    bars.push(judge(`media carried, ${name}`, isMeasured ? best.mbps : null, 'Mbit/s', '>=', minMbps));
  }
  return { parity: options.parity, fps, figures, bars };
}

async function climb(name: string, options: Options, more: object): Promise<Step[]> {
  const steps: Step[] = [];
  for (let mbps = options.fromMbps; mbps <= mostMbps; mbps *= growth) {
    const step = await take(mbps, options, more);
    steps.push(step);
    report(`${name}: ${JSON.stringify(step)}`);
    if (!step.isCarried && steps.at(-2)?.isCarried === false) break;
  }
  return steps;
}

async function take(offeredMbps: number, { seconds, parity }: Options, more: object): Promise<Step> {
  const plan = {
    seed: 1,
    fps,
    bitrateBps: offeredMbps * 1e6,
    warmUpFrames: warmUpS * fps,
    frames: seconds * fps,
  };
  const turn = await loopbackTurn(plan, lifetimeMs, { pacingBps, redundancy: parity, ...more });
  const { p50, p95, frames, incomplete } = liveFigures(plan, {
    inUs: turn.sent.inUs,
    outUs: turn.received.outUs,
    damaged: turn.received.damaged,
    wireBytes: turn.sent.stats.sentBytes,
    lostPct: 0,
  });
  const mbps = carriedMbps(turn, plan.warmUpFrames);
  const per100 = (cpuPct: number | null): number | null =>
    cpuPct === null ? null : round((cpuPct / mbps) * 100, 2);
  const { fecBytes, mediaBytes, datagramBytes } = turn.sent.stats;
  return {
    offeredMbps: round(offeredMbps, 0)!,
    mbps: round(mbps, 1)!,
    incomplete,
    p50,
    p95,
    parityPct: round((fecBytes / Math.max(1, mediaBytes)) * 100, 2)!,
    datagramBytes,
    senderCpuPct: round(turn.senderCpuPct, 1),
    receiverCpuPct: round(turn.receiverCpuPct, 1),
    senderCpuPer100: per100(turn.senderCpuPct),
    receiverCpuPer100: per100(turn.receiverCpuPct),
    isCarried:
      mbps >= offeredMbps * leastOfferedShare &&
      frames - incomplete >= frames * leastWholeShare &&
      p95 !== null &&
      p95 <= mostP95Ms,
  };
}

/** By what came out, from the first counted frame to the last. */
function carriedMbps({ received }: LoopbackTurn, warmUpFrames: number): number {
  let [bytes, firstUs, lastUs] = [0, Number.POSITIVE_INFINITY, 0];
  for (let frame = warmUpFrames; frame < received.outUs.length; frame++) {
    const us = received.outUs[frame]!;
    if (Number.isNaN(us)) continue;
    bytes += received.bytes[frame]!;
    firstUs = Math.min(firstUs, us);
    lastUs = Math.max(lastUs, us);
  }
  return lastUs > firstUs ? (bytes * 8) / (lastUs - firstUs) : 0;
}

function parse(args: readonly string[]): Options {
  const text = { type: 'string' } as const;
  const options = { seconds: text, from: text, parity: text };
  const values = readFlags(args, options);
  return {
    seconds: numberFlag('--seconds', values.seconds ?? '4', 1, 3600),
    fromMbps: numberFlag('--from', values.from ?? '300', 1, mostMbps),
    parity: numberFlag('--parity', values.parity ?? '0.1', 0, 1),
  };
}
