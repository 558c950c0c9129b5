/** What the bandwidth slider offers, from no limit (0) to hardly anything, in Mbit/s. */
export const BANDWIDTHS_MBPS: readonly number[] = [
  0, 100, 60, 40, 30, 20, 15, 10, 8, 6, 5, 4, 3, 2, 1.5, 1, 0.5,
];

/** The bandwidth at a whole position of the slider, in Mbit/s; 0 is unlimited. */
export function bandwidthAt(position: number): number {
  return BANDWIDTHS_MBPS[position] ?? 0;
}

/** Where a bandwidth lies on the slider: a whole number when it is one that the slider offers, between two of them otherwise. */
export function bandwidthPosition(mbps: number): number {
  const exact = BANDWIDTHS_MBPS.indexOf(mbps);
  if (exact >= 0) return exact;
  const below = BANDWIDTHS_MBPS.findIndex((offered, index) => index > 0 && offered < mbps);
  return below < 0 ? BANDWIDTHS_MBPS.length - 1 : below - 0.5;
}
