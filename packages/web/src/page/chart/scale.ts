import { HISTORY_S, type LatencyHistory } from './latency-history.ts';

const TOPS_MS = [40, 80, 160, 320, 640, 1280, 2560, 5120, 10_240];
const HEADROOM = 1.05;

/**
 * Upper end in ms of the axis that all histories share, so that one look compares them. It holds everything that is
 * younger than a minute at `nowS`, and is one of few, so that the picture seldom jumps.
 */
export function sharedTopMs(histories: readonly LatencyHistory[], nowS: number): number {
  let greatestMs = 0;
  for (const { columns } of histories) {
    const [times, medians, tails] = columns;
    for (let index = times.length - 1; index >= 0 && times[index]! >= nowS - HISTORY_S; index -= 1) {
      greatestMs = Math.max(greatestMs, medians[index] ?? 0, tails[index] ?? 0);
    }
  }
  const neededMs = greatestMs * HEADROOM;
  return TOPS_MS.find((topMs) => neededMs <= topMs) ?? neededMs;
}
