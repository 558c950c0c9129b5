/** One figure that a bench is there to hold, judged on what was measured in this run. */
export interface Bar {
  readonly name: string;
  /** null: not measured, because a peer is missing or there were too few samples. Such a bar is not passed. */
  readonly value: number | null;
  readonly unit: string;
  /** The comparison that `value` has to satisfy, such as `>= 4`. */
  readonly limit: string;
  readonly pass: boolean;
}

/** What a bench prints as its last line. */
export interface BenchResult {
  readonly bars: readonly Bar[];
  /** Paths of plots, from `bench/`. */
  readonly plots?: readonly string[];
  readonly [figure: string]: unknown;
}

/** A bench: it measures, says on standard error how it gets on, and judges. */
export interface Bench {
  /** One line for the list. */
  readonly summary: string;
  /** Its flags, one a line. */
  readonly usage: string;
  /** Flags that it gets when all benches run. */
  readonly allFlags?: readonly string[];
  /**
   * @param args flags as they were typed
   * @throws UsageError for a flag that is unknown or has a bad value; any other error means that the bench itself broke
   */
  run(args: readonly string[]): Promise<BenchResult>;
}

/** A flag that the user has to correct. The message names the flag, the value, and what would do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A bar whose value has to be at least, or at most, so much. */
export function judge(
  name: string,
  value: number | null,
  unit: string,
  comparison: '>=' | '<=',
  bound: number,
): Bar {
  const pass = value !== null && (comparison === '>=' ? value >= bound : value <= bound);
  return { name, value, unit, limit: `${comparison} ${bound}`, pass };
}

/** Tells whoever waits how the bench gets on. */
export function report(line: string): void {
  process.stderr.write(`${line}\n`);
}
