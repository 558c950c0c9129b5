import { mean, percentile, round } from './quality.ts';
import type { StageFigures } from './stages.ts';
import type { Turn, TurnPlan } from './turn.ts';

/** What the bench says of one side. Latencies in ms, cpuPct of one core, psnr in dB. */
export interface Summary {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** Pictures that came out in each second. */
  readonly fps: number | null;
  /** Frames handed in that never came out. */
  readonly lost: number;
  /** Frames that were never handed in, because the encoder was still busy when the next one was due. */
  readonly skipped: number;
  readonly mbps: number | null;
  readonly cpuPct: number | null;
  /** The same by process. */
  readonly cpuPctOf: Readonly<Record<string, number>> | null;
  readonly psnr: number | null;
  /** How many latencies the percentiles are of. */
  readonly samples: number;
  /** Between one picture that came out and the next: the longest time, and how often it was over 100 ms. */
  readonly longestGapMs: number | null;
  readonly freezes: number;
  readonly networkLostPct?: number;
  readonly stages?: readonly StageFigures[];
}

/** The counted frames of one turn. */
export function summarise(turn: Turn, { warmUpFrames, frames, fps }: TurnPlan): Summary {
  const { sent, received, load, stages, networkLostPct } = turn;
  const latencies: number[] = [];
  let lost = 0;
  let skipped = 0;
  for (let frame = warmUpFrames; frame < warmUpFrames + frames; frame++) {
    const inUs = sent.inUs[frame]!;
    const latencyMs = (received.outUs[frame]! - inUs) / 1000;
    if (!Number.isNaN(latencyMs)) latencies.push(latencyMs);
    else if (Number.isNaN(inUs)) skipped++;
    else lost++;
  }
  const gapsMs = gaps(received.outUs.subarray(warmUpFrames, warmUpFrames + frames));
  const sorted = latencies.toSorted((a, b) => a - b);
  return {
    p50: round(percentile(sorted, 0.5), 2),
    p95: round(percentile(sorted, 0.95), 2),
    p99: round(percentile(sorted, 0.99), 2),
    fps: round(latencies.length / (frames / fps), 2),
    lost,
    skipped,
    mbps: round(turn.mbps, 2),
    cpuPct: round(load?.cpuPct ?? null, 1),
    cpuPctOf: load && mapOf(load.cpuPctOf, (value) => round(value, 1)!),
    psnr: round(mean(received.psnr), 2),
    samples: latencies.length,
    longestGapMs: round(percentile(gapsMs, 1), 1),
    freezes: gapsMs.filter((ms) => ms > FREEZE_MS).length,
    ...(networkLostPct !== undefined && { networkLostPct: round(networkLostPct, 2)! }),
    ...(stages && { stages }),
  };
}

/**
 * Several turns of a side: of every figure the median over the turns (of two in the middle, their mean), each stage's included. What is
 * counted (lost, skipped, samples, freezes) is added up, and the longest gap is the longest of all.
 */
export function middle(turns: readonly Summary[]): Summary {
  const over = (figure: (turn: Summary) => number | null, decimals = 2): number | null =>
    medianOf(turns.map(figure), decimals);
  const total = (figure: (turn: Summary) => number): number =>
    turns.reduce((sum, turn) => sum + figure(turn), 0);
  const { cpuPctOf, stages, networkLostPct } = turns[0]!;
  return {
    p50: over(({ p50 }) => p50),
    p95: over(({ p95 }) => p95),
    p99: over(({ p99 }) => p99),
    fps: over(({ fps }) => fps),
    lost: total(({ lost }) => lost),
    skipped: total(({ skipped }) => skipped),
    mbps: over(({ mbps }) => mbps),
    cpuPct: over(({ cpuPct }) => cpuPct, 1),
    cpuPctOf: cpuPctOf && mapOf(cpuPctOf, (_, name) => over((turn) => turn.cpuPctOf?.[name] ?? null, 1) ?? 0),
    psnr: over(({ psnr }) => psnr),
    samples: total(({ samples }) => samples),
    longestGapMs: turns.reduce<number | null>(
      (most, { longestGapMs }) => (longestGapMs === null ? most : Math.max(most ?? 0, longestGapMs)),
      null,
    ),
    freezes: total(({ freezes }) => freezes),
    ...(networkLostPct !== undefined && {
      networkLostPct: over((turn) => turn.networkLostPct ?? null)!,
    }),
    ...(stages && {
      stages: stages.map(({ name }, index) => ({
        name,
        p50: over((turn) => turn.stages?.[index]?.p50 ?? null) ?? 0,
        p99: over((turn) => turn.stages?.[index]?.p99 ?? null) ?? 0,
      })),
    }),
  };
}

const FREEZE_MS = 100;

/** The median; null when one of the values is not known. */
export function medianOf(values: readonly (number | null)[], decimals: number): number | null {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  if (known.length === 0 || known.length < values.length) return null;
  const half = (known.length - 1) / 2;
  return round((known[Math.floor(half)]! + known[Math.ceil(half)]!) / 2, decimals);
}

/** Ascending, ms. In the order in which pictures came out, which need not be that of their numbers. */
function gaps(outUs: Float64Array): number[] {
  const out = outUs.filter((us) => !Number.isNaN(us)).toSorted();
  return Array.from(out.subarray(1), (us, index) => (us - out[index]!) / 1000).toSorted((a, b) => a - b);
}

function mapOf<Value>(
  record: Readonly<Record<string, number>>,
  to: (value: number, name: string) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value, name)]));
}
