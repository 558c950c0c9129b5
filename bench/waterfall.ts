/** One stage of a waterfall, ms. */
export interface Fall {
  readonly name: string;
  readonly p50: number;
  /** null where only the median is known. */
  readonly p99: number | null;
}

/** Where the milliseconds go, stage after stage. */
export interface Waterfall {
  readonly title: string;
  readonly stages: readonly Fall[];
  /** Of the whole: percentiles of sums, which are not the sums of percentiles. */
  readonly whole: { readonly p50: number | null; readonly p99: number | null };
}

const columns = 48;

/** A waterfall for a terminal: each stage's median begins where the one before ended; the light part goes on to its p99. */
export function waterfallText({ title, stages, whole }: Waterfall): string {
  const nameWidth = Math.max(...stages.map(({ name }) => name.length));
  const mostMs = Math.max(...ends(stages).map(({ startMs, fall }) => startMs + lastMs(fall)), 0.001);
  const at = (ms: number): number => Math.round((ms / mostMs) * columns);
  const lines = ends(stages).map(({ startMs, fall }) => {
    const [from, middle, to] = [at(startMs), at(startMs + fall.p50), at(startMs + lastMs(fall))];
    const bar = `${' '.repeat(from)}${'█'.repeat(Math.max(middle - from, fall.p50 > 0 ? 1 : 0))}`;
    return row(fall.name, bar.padEnd(Math.max(to, bar.length), '░'), fall.p50, fall.p99);
  });
  return [row(title, '', 'p50', 'p99 ms', true), ...lines, row('whole', '', whole.p50, whole.p99)].join('\n');

  function row(
    name: string,
    bar: string,
    p50: number | string | null,
    p99: number | string | null,
    isHead = false,
  ): string {
    const left = isHead
      ? name.padEnd(nameWidth + columns + 3)
      : `${name.padEnd(nameWidth)}  ${bar.padEnd(columns + 1)}`;
    return `${left} ${String(p50 ?? '–').padStart(6)}  ${String(p99 ?? '–').padStart(6)}`;
  }
}

function lastMs({ p50, p99 }: Fall): number {
  return Math.max(p50, p99 ?? 0);
}

/** Each stage with the sum of the medians before it. */
export function ends(stages: readonly Fall[]): { startMs: number; fall: Fall }[] {
  let startMs = 0;
  return stages.map((fall) => {
    const placed = { startMs, fall };
    startMs += fall.p50;
    return placed;
  });
}
