const FIRST_MS = 250;
const LONGEST_MS = 5000;

/**
 * How long to wait before another attempt, in ms: doubling from 250 to 5,000, of which a random half is taken off so that
 * the pages of a server that comes back do not all return at once.
 *
 * @param failures attempts that failed in a row, from 1.
 * @param random a number in [0, 1).
 */
export function backoffMs(failures: number, random: number): number {
  const fullMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
  return fullMs * (0.5 + random / 2);
}
