const [seconds, nanoseconds] = process.hrtime();
const originUs = seconds * 1e6 + nanoseconds / 1e3 - performance.now() * 1000;

/** The system's monotonic clock in µs, the same for every process of the machine to within some µs. */
export function systemUs(): number {
  return performance.now() * 1000 + originUs;
}
