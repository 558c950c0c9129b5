import { percentile, round } from '../video-path/quality.ts';
import type { LivePlan, LiveTurn } from './live-plan.ts';

/** What the bench says of one turn. Latencies from handed in to whole, ms. */
export interface LiveFigures {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
  /** Frames handed in and counted, those that never were whole, and those that were not what had been sent. */
  readonly frames: number;
  readonly incomplete: number;
  readonly damaged: number;
  /** Of the sender's datagrams, and what it sent in all. */
  readonly lostPct: number;
  readonly wireMbps: number;
}

export function liveFigures(plan: LivePlan, turn: LiveTurn): LiveFigures {
  const { damaged, wireBytes, lostPct, inUs } = turn;
  const { sortedMs: latenciesMs, frames } = liveLatencies(plan, turn);
  return {
    p50: round(percentile(latenciesMs, 0.5), 2),
    p95: round(percentile(latenciesMs, 0.95), 2),
    p99: round(percentile(latenciesMs, 0.99), 2),
    max: round(percentile(latenciesMs, 1), 2),
    frames,
    incomplete: frames - latenciesMs.length,
    damaged,
    lostPct: round(lostPct, 2)!,
    wireMbps: round((wireBytes * 8 * plan.fps) / inUs.length / 1e6, 2)!,
  };
}

/** Of the counted frames that were handed in: how many they are, and how long those that came took, in ascending order. */
export function liveLatencies(
  { warmUpFrames }: Pick<LivePlan, 'warmUpFrames'>,
  { inUs, outUs }: Pick<LiveTurn, 'inUs' | 'outUs'>,
): { sortedMs: number[]; frames: number } {
  const latenciesMs: number[] = [];
  let frames = 0;
  for (let frame = warmUpFrames; frame < inUs.length; frame++) {
    if (Number.isNaN(inUs[frame]!)) continue;
    frames++;
    const us = outUs[frame]! - inUs[frame]!;
    if (!Number.isNaN(us)) latenciesMs.push(us / 1000);
  }
  return { sortedMs: latenciesMs.toSorted((a, b) => a - b), frames };
}
