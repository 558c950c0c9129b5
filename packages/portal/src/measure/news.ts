import * as v from 'valibot';
import { type Measured, stages } from './measurement.ts';

/** From a portal to whoever had it measure: how it goes, and at last what came out, or why nothing did. */
export type MeasureNews =
  | { readonly type: 'measuring'; readonly shown: number; readonly seen: number }
  | { readonly type: 'measured'; readonly measured: Measured | null; readonly problem: string | null };

/** Seconds that a measurement may take. */
export const measureSeconds = { least: 3, most: 600, usual: 10 } as const;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const ms = v.pipe(v.number(), v.finite());

const schema = v.variant('type', [
  v.object({ type: v.literal('measuring'), shown: count, seen: count }),
  v.object({
    type: v.literal('measured'),
    measured: v.nullable(
      v.object({
        asked: count,
        shown: count,
        seen: count,
        delayMs: v.nullable(v.object({ p50: ms, min: ms, max: ms })),
        stagesMs: v.nullable(v.object(v.entriesFromList(stages, ms))),
        meanMs: v.nullable(ms),
        size: v.nullable(v.string()),
      }),
    ),
    problem: v.nullable(v.string()),
  }),
]);

/** Reads what a control server sent; undefined for all that isn't news of a measurement. */
export function readMeasureNews(text: string): MeasureNews | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  const result = v.safeParse(schema, parsed);
  return result.success ? result.output : undefined;
}
