/** Offset from `performance.now()` to CLOCK_MONOTONIC, the same clock in every process of the machine. */
const offsetUs = align();

/** The system's monotonic clock in microseconds. Comparable between all processes of one machine. */
export function nowUs(): number {
  return performance.now() * 1000 + offsetUs;
}

/** Takes the pair of readings that lie closest together, so that a preemption between them does no harm. */
function align(): number {
  let best = Number.POSITIVE_INFINITY;
  let offset = 0;
  for (let attempt = 0; attempt < 5; attempt++) {
    const before = performance.now();
    const [seconds, nanoseconds] = process.hrtime();
    const after = performance.now();
    if (after - before >= best) continue;
    best = after - before;
    offset = seconds * 1e6 + nanoseconds / 1e3 - ((before + after) / 2) * 1000;
  }
  return offset;
}
