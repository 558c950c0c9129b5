import { mean, percentile, round } from './quality.ts';
import type { Turn, TurnPlan } from './turn.ts';

/** What the bench says of one side, over all its turns. Latencies in ms, cpuPct of one core, psnr in dB. */
export interface Summary {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** Pictures that came out in each second. */
  readonly fps: number | null;
  /** Frames handed in that never came out. */
  readonly lost: number;
  readonly mbps: number | null;
  readonly cpuPct: number | null;
  readonly psnr: number | null;
  /** How many latencies the percentiles are of. */
  readonly samples: number;
  /** Between one picture that came out and the next: the longest time, and how often it was over 100 ms. */
  readonly longestGapMs: number | null;
  readonly freezes: number;
  readonly networkLostPct?: number;
  readonly stagesMs?: Readonly<Record<string, number>>;
}

/** Joins the counted frames of a side's turns. */
export function summarise(turns: readonly Turn[], { warmUpFrames, frames, fps }: TurnPlan): Summary {
  const latencies: number[] = [];
  const gapsMs: number[] = [];
  let lost = 0;
  for (const { sent, received } of turns) {
    gapsMs.push(...gaps(received.outUs.subarray(warmUpFrames, warmUpFrames + frames)));
    for (let frame = warmUpFrames; frame < warmUpFrames + frames; frame++) {
      const inUs = sent.inUs[frame]!;
      const latencyMs = (received.outUs[frame]! - inUs) / 1000;
      if (!Number.isNaN(latencyMs)) latencies.push(latencyMs);
      else if (!Number.isNaN(inUs)) lost++;
    }
  }
  const sorted = latencies.toSorted((a, b) => a - b);
  const seconds = (turns.length * frames) / fps;
  const { stagesMs, networkLostPct } = turns.at(-1) ?? {};
  return {
    p50: round(percentile(sorted, 0.5), 2),
    p95: round(percentile(sorted, 0.95), 2),
    p99: round(percentile(sorted, 0.99), 2),
    fps: seconds > 0 ? round(latencies.length / seconds, 2) : null,
    lost,
    mbps: round(
      meanOf(turns, ({ mbps }) => mbps),
      2,
    ),
    cpuPct: round(
      meanOf(turns, ({ cpuPct }) => cpuPct),
      1,
    ),
    psnr: round(mean(turns.flatMap(({ received }) => received.psnr)), 2),
    samples: latencies.length,
    longestGapMs:
      gapsMs.length === 0
        ? null
        : round(
            gapsMs.reduce((most, ms) => Math.max(most, ms)),
            1,
          ),
    freezes: gapsMs.filter((ms) => ms > FREEZE_MS).length,
    ...(networkLostPct !== undefined && { networkLostPct: round(networkLostPct, 2)! }),
    ...(stagesMs && { stagesMs }),
  };
}

const FREEZE_MS = 100;

/** In the order in which pictures came out, which need not be that of their numbers. */
function gaps(outUs: Float64Array): number[] {
  const out = outUs.filter((us) => !Number.isNaN(us)).toSorted();
  return Array.from(out.subarray(1), (us, index) => (us - out[index]!) / 1000);
}

function meanOf(turns: readonly Turn[], figure: (turn: Turn) => number | null): number | null {
  const known = turns.map(figure).filter((value) => value !== null);
  return known.length === turns.length ? mean(known) : null;
}
