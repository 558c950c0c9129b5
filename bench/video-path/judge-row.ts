import { type Bar, judge } from '../bench.ts';
import type { RowResult } from './measure-row.ts';
import type { Limits } from './rows.ts';
import type { Summary } from './summary.ts';

/** Fewer latencies than this, or than this share of the frames, are too few to judge by. */
const MIN_SAMPLES = 30;
const MIN_SHARE = 0.1;

/** The bars of a row, each judged on the median over the rounds; frames lost on all rounds together. */
export function judgeRow(
  { ajar, webrtc, ratioP50, psnrGain, countedFrames }: RowResult,
  limits: Limits,
): Bar[] {
  const isEnough = (side: Summary | null): boolean =>
    side !== null && side.samples >= Math.max(MIN_SAMPLES, countedFrames * MIN_SHARE);
  const ours = (value: number | null): number | null => (isEnough(ajar) ? value : null);
  const compared = (value: number | null): number | null => (isEnough(webrtc) ? ours(value) : null);
  const bars: Bar[] = [];
  const add = (
    limit: number | undefined,
    name: string,
    value: number | null,
    unit: string,
    comparison: '>=' | '<=',
  ): void => {
    if (limit !== undefined) bars.push(judge(name, value, unit, comparison, limit));
  };
  add(limits.ratio, 'ratioP50: p50 of libwebrtc / p50 of Ajar', compared(ratioP50), '×', '>=');
  add(0, 'Ajar, frames lost', ours(ajar.lost), 'frames', '<=');
  add(limits.p50, 'Ajar, p50', ours(ajar.p50), 'ms', '<=');
  add(limits.p99, 'Ajar, p99', ours(ajar.p99), 'ms', '<=');
  add(limits.fps, 'Ajar, frames a second', ours(ajar.fps), 'fps', '>=');
  if (limits.isAsSharp === true) add(0, 'PSNR of Ajar less libwebrtc’s', compared(psnrGain), 'dB', '>=');
  return bars;
}
