/** The coarse search looks at every fourth sample. */
const step = 4;

/**
 * Finds the period of the end of a signal: the lag, within the bounds, at which its last `length` samples are most like
 * those before (normalised cross-correlation, first coarse, then to the sample).
 * @param mono at least `longest + length` samples
 */
export function findPeriod(mono: Float32Array, shortest: number, longest: number, length: number): number {
  const coarse = bestLag(mono, shortest, longest, length, step);
  return bestLag(mono, Math.max(shortest, coarse - step), Math.min(longest, coarse + step), length, 1);
}

function bestLag(mono: Float32Array, from: number, to: number, length: number, stride: number): number {
  const start = mono.length - length;
  let best = to;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let lag = from; lag <= to; lag += stride) {
    let products = 0;
    let squares = 1e-9;
    for (let sample = start; sample < mono.length; sample += stride) {
      const before = mono[sample - lag]!;
      products += mono[sample]! * before;
      squares += before * before;
    }
    const score = products / Math.sqrt(squares);
    if (score > bestScore) {
      bestScore = score;
      best = lag;
    }
  }
  return best;
}
