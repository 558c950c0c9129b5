/** Where `sanitize` counts what it changed. */
export interface SanitizeCounters {
  clippedSamples: number;
  invalidSamples: number;
}

/** The largest value a 16-bit converter delivers: a sample there has met the ceiling. */
const CEILING = 32_767 / 32_768;

/**
 * Makes samples safe for everything that follows: what is no finite number becomes 0, what is beyond ±1 becomes ±1.
 * Works in place; counts the samples that were invalid or at full scale.
 */
export function sanitize(samples: Float32Array, counters: SanitizeCounters): void {
  for (let i = 0; i < samples.length; i++) {
    const value = samples[i] as number;
    if (value < CEILING && value > -CEILING) continue;
    if (!Number.isFinite(value)) {
      samples[i] = 0;
      counters.invalidSamples++;
    } else {
      samples[i] = Math.min(1, Math.max(-1, value));
      counters.clippedSamples++;
    }
  }
}
