import { type Bar, judge } from '../../bench.ts';
import { round } from '../../video-path/quality.ts';
import type { RowResult } from '../row-result.ts';

/** What most rows send: 40 Mbit/s, whatever the link says, each frame good for as long as a portal gives it. */
export const steadyMedia = { bitrateBps: 40e6, followsTarget: false, lifetimeMs: 400 } as const;

/** A row in which nothing is measured from a moment on. */
export function noMarks(): readonly number[] {
  return [];
}

/** A bar on a figure of all runs of one carrier; not measured when there are none. */
export function barOf(
  result: RowResult | undefined,
  name: string,
  figure: (result: RowResult) => number | null,
  unit: string,
  comparison: '<=' | '>=',
  bound: number,
  decimals = 2,
): Bar {
  const value = result === undefined ? null : figure(result);
  // Never is more than any bound, and JSON has no word for it.
  const known = value === null || Number.isNaN(value) ? null : Math.min(value, 999_999);
  return judge(name, round(known, decimals), unit, comparison, bound);
}
