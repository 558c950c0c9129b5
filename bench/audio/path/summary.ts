import { percentile, round } from '../../video-path/quality.ts';
import { medianOf } from '../../video-path/summary.ts';

/** Latencies of a turn, or of several, ms. */
export interface LatencySummary {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** Marks that the percentiles are of, and those that were said and never found. */
  readonly samples: number;
  readonly lost: number;
}

/** Fewer marks than this, or than this share of what was said, are too few to judge by. */
const minSamples = 30;
const minShare = 0.9;

/** What a turn came to; null where too little of it was found. */
export function latencySummary(turn: {
  readonly latenciesMs: readonly number[];
  readonly said: number;
}): LatencySummary {
  const sorted = turn.latenciesMs.toSorted((a, b) => a - b);
  const samples = sorted.length;
  const isEnough = samples >= Math.max(minSamples, minShare * turn.said);
  const at = (share: number): number | null => (isEnough ? round(percentile(sorted, share), 2) : null);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), samples, lost: turn.said - samples };
}

/** Of every figure the median over the rounds; what is counted is added up. */
export function middleOf(rounds: readonly LatencySummary[]): LatencySummary {
  const total = (figure: (turn: LatencySummary) => number): number =>
    rounds.reduce((sum, turn) => sum + figure(turn), 0);
  return {
    p50: medianOf(
      rounds.map(({ p50 }) => p50),
      2,
    ),
    p95: medianOf(
      rounds.map(({ p95 }) => p95),
      2,
    ),
    p99: medianOf(
      rounds.map(({ p99 }) => p99),
      2,
    ),
    samples: total(({ samples }) => samples),
    lost: total(({ lost }) => lost),
  };
}
