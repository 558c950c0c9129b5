/** A straight line through points. */
export interface Line {
  readonly slope: number;
  /** Twice the slope's standard error: about 95 % of such fits are no farther off. */
  readonly slopeError: number;
}

/** Ordinary least squares; undefined below three points. */
export function fitLine(points: readonly (readonly [x: number, y: number])[]): Line | undefined {
  const count = points.length;
  if (count < 3) return undefined;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / count;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / count;
  let [xx, xy] = [0, 0];
  for (const [x, y] of points) {
    xx += (x - meanX) ** 2;
    xy += (x - meanX) * (y - meanY);
  }
  const slope = xy / xx;
  const rest = points.reduce((sum, [x, y]) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  return { slope, slopeError: 2 * Math.sqrt(rest / (count - 2) / xx) };
}
