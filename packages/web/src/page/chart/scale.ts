const TOPS_MS = [40, 80, 160, 320, 640, 1280, 2560, 5120, 10_240];

/** Upper end of the latency axis in ms that holds `greatestMs`: one of few, so that the picture seldom jumps. */
export function topMs(greatestMs: number): number {
  return TOPS_MS.find((top) => greatestMs <= top) ?? greatestMs;
}

/** The greatest known value of the columns from index `from` on; 0 when there is none. */
export function greatest(columns: readonly (readonly (number | null)[])[], from: number): number {
  let found = 0;
  for (const column of columns) {
    for (let index = from; index < column.length; index += 1) found = Math.max(found, column[index] ?? 0);
  }
  return found;
}
