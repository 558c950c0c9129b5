import { percentile } from '../../video-path/quality.ts';
import type { PlayoutTotals } from './replay.ts';

/** What a playout did in the time that counts. Times in ms, shares in percent of what was played. */
export interface PlayoutSummary {
  /** How long sound waited between its arrival and its playing: the median of the seconds' means, and the mean. */
  readonly delayMs: number;
  readonly meanDelayMs: number;
  /** Made up. */
  readonly concealedPct: number;
  /** Heard more than once, and left out, to change the delay. */
  readonly insertedPct: number;
  readonly removedPct: number;
}

/** Summary of what was said between two times; undefined where that is less than three times. */
export function summaryOf(
  said: readonly PlayoutTotals[],
  fromUs: number,
  toUs: number,
): PlayoutSummary | undefined {
  const counted = said.filter(({ atUs }) => atUs >= fromUs && atUs <= toUs);
  const [first, last] = [counted[0], counted.at(-1)];
  if (first === undefined || last === undefined || counted.length < 3) return undefined;
  const seconds = counted.slice(1).flatMap((each, index) => waitedMs(counted[index]!, each) ?? []);
  const played = last.received - first.received;
  const share = (name: 'concealed' | 'inserted' | 'removed'): number =>
    rounded((100 * (last[name] - first[name])) / played, 2);
  return {
    delayMs: rounded(
      percentile(
        seconds.toSorted((a, b) => a - b),
        0.5,
      ) ?? Number.NaN,
      1,
    ),
    meanDelayMs: rounded(waitedMs(first, last) ?? Number.NaN, 1),
    concealedPct: share('concealed'),
    insertedPct: share('inserted'),
    removedPct: share('removed'),
  };
}

/** What sound waited in between; undefined where there was none. */
function waitedMs(from: PlayoutTotals, to: PlayoutTotals): number | undefined {
  const emitted = to.emitted - from.emitted;
  return emitted > 0 ? ((to.delayS - from.delayS) / emitted) * 1000 : undefined;
}

/** NaN stays NaN. */
export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
