import { percentile, round } from '../video-path/quality.ts';
import type { Turn, TurnPlan } from '../video-path/turn.ts';

/** Latencies of the frames that were due in one minute, ms. */
export interface Minute {
  readonly p50: number | null;
  readonly p99: number | null;
  readonly max: number | null;
  readonly fps: number | null;
}

/** The counted frames of a turn, by whole minutes. */
export function minutesOf({ sent, received }: Turn, { warmUpFrames, frames, fps }: TurnPlan): Minute[] {
  const minuteFrames = Math.round(60 * fps);
  return Array.from({ length: Math.floor(frames / minuteFrames) }, (_, minute) => {
    const from = warmUpFrames + minute * minuteFrames;
    const inUs = sent.inUs.subarray(from, from + minuteFrames);
    return minuteOf(
      received.outUs.subarray(from, from + minuteFrames).map((us, frame) => (us - inUs[frame]!) / 1000),
    );
  });
}

/** Of a minute's latencies in any order, NaN for frames that did not come out; the last minute may be shorter. */
export function minuteOf(latenciesMs: Float64Array, seconds = 60): Minute {
  const sorted = latenciesMs.filter((ms) => !Number.isNaN(ms)).toSorted();
  const at = (share: number): number | null => round(percentile(sorted, share), 2);
  return { p50: at(0.5), p99: at(0.99), max: at(1), fps: round(sorted.length / seconds, 2) };
}
