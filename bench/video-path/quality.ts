/** Peak signal-to-noise ratio of two planes of 8-bit samples in dB, at most 100 (equal planes). */
export function psnr(original: Uint8Array, copy: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < original.length; index++) sum += (original[index]! - copy[index]!) ** 2;
  return sum === 0 ? 100 : Math.min(100, 10 * Math.log10((255 * 255 * original.length) / sum));
}

/** The value below which this share of the samples lies (nearest rank); null when there are none. */
export function percentile(sorted: ArrayLike<number>, share: number): number | null {
  const rank = Math.max(0, Math.ceil(share * sorted.length) - 1);
  return sorted[rank] ?? null;
}

export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** So many decimals, for people and JSON. */
export function round(value: number | null, decimals: number): number | null {
  return value === null ? null : Math.round(value * 10 ** decimals) / 10 ** decimals;
}
