import { percentile, round } from '../video-path/quality.ts';

/** What was read on one screen, and when, µs. The number is the time at which the clock drew it. */
interface Reading {
  readonly atUs: number;
  readonly stamp: number;
}

/** Both screens at one instant. */
export interface Sight {
  readonly near: Reading;
  readonly far: Reading;
}

/** How far the far screen is behind the near one, ms. */
export interface Delays {
  /** At any instant: the age of the far clock less the near one's. As a film of both screens shows it. */
  readonly age: { readonly p50: number | null; readonly p99: number | null };
  /** Of each clock picture: from first seen on the near screen to first seen on the far one. */
  readonly firstSeen: { readonly p50: number | null; readonly p99: number | null };
  /** Clock pictures a second that were seen. */
  readonly nearFps: number | null;
  readonly farFps: number | null;
  readonly looks: number;
}

/** What follows from the sights, in the order in which they were had. */
export function delaysOf(sights: readonly Sight[]): Delays {
  const ages = sights.map(({ near, far }) => (far.atUs - far.stamp - (near.atUs - near.stamp)) / 1000);
  const seenNear = firstSeen(sights.map(({ near }) => near));
  const seenFar = firstSeen(sights.map(({ far }) => far));
  const passed = [...seenFar].flatMap(([stamp, us]) => {
    const fromUs = seenNear.get(stamp);
    return fromUs === undefined ? [] : (us - fromUs) / 1000;
  });
  const [first, last] = [sights[0], sights.at(-1)];
  const seconds = first && last ? (last.far.atUs - first.far.atUs) / 1e6 : 0;
  const rate = (count: number): number | null => (seconds > 0 ? round(count / seconds, 1) : null);
  return {
    age: figures(ages),
    firstSeen: figures(passed),
    nearFps: rate(seenNear.size),
    farFps: rate(seenFar.size),
    looks: sights.length,
  };
}

/** When each number was seen first. The first one was there before anybody looked. */
function firstSeen(readings: readonly Reading[]): Map<number, number> {
  const seen = new Map<number, number>();
  const before = readings[0]?.stamp;
  for (const { stamp, atUs } of readings) if (stamp !== before && !seen.has(stamp)) seen.set(stamp, atUs);
  return seen;
}

function figures(values: readonly number[]): { p50: number | null; p99: number | null } {
  const sorted = values.toSorted((a, b) => a - b);
  return { p50: round(percentile(sorted, 0.5), 1), p99: round(percentile(sorted, 0.99), 1) };
}
