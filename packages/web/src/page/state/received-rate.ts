const WINDOW_MS = 1500;

/** Turns a running total of received bytes into a rate over the last second and a half. */
export class ReceivedRate {
  readonly #samples: { readonly atMs: number; readonly bytes: number }[] = [];

  /**
   * Notes a total and returns the rate in bits a second, null until two totals are known. A total that shrinks is a counter
   * that started again, and so does the rate.
   */
  note(atMs: number, totalBytes: number | null): number | null {
    const samples = this.#samples;
    const newest = samples.at(-1);
    if (totalBytes === null || (newest !== undefined && totalBytes < newest.bytes)) samples.length = 0;
    if (totalBytes === null) return null;
    samples.push({ atMs, bytes: totalBytes });
    while (samples.length > 2 && atMs - samples[1]!.atMs >= WINDOW_MS) samples.shift();
    const oldest = samples[0]!;
    return atMs > oldest.atMs ? ((totalBytes - oldest.bytes) * 8000) / (atMs - oldest.atMs) : null;
  }
}
