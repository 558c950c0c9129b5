import type { Stats } from '@ajar/portal';

/** What one direction came to in a minute, by what the room where it ends says once a second. */
interface Minute {
  /**
   * Median over the seconds of the latest picture's latency, from capture to presentation, ms: at 60 pictures a second one second in two has one
   * beyond the minute's 99th percentile (0.989⁶⁰ is a half), so this is that percentile, and one second that went wrong does not move it.
   */
  readonly p99Ms: number | null;
  /** Median over the seconds of how much later sound is than its picture, ms. */
  readonly skewMs: number | null;
}

/** How the last minute compares with the first. */
export interface Steadiness {
  readonly first: Minute;
  readonly last: Minute;
  /** Times that the picture stood still, and for how long in all, from the first second counted to the last. */
  readonly freezes: number;
  readonly freezeMs: number;
  /** Pictures presented a second, in the mean. */
  readonly fps: number;
  readonly seconds: number;
}

const minuteS = 60;

/**
 * @param lines one a second, of one portal
 * @param warmUpS how many of the first do not count
 * @returns undefined while there are fewer than two seconds that count
 */
export function steadiness(lines: readonly Stats[], warmUpS: number): Steadiness | undefined {
  const counted = lines.slice(warmUpS);
  const [begin, end] = [counted[0], counted.at(-1)];
  if (begin === undefined || end === undefined || end.t <= begin.t) return undefined;
  const grown = (name: 'freezes' | 'freezeMs' | 'frames'): number =>
    (end.video.rx[name] ?? 0) - (begin.video.rx[name] ?? 0);
  return {
    // Of a short run, its halves.
    first: minuteOf(counted.slice(0, Math.min(minuteS, Math.floor(counted.length / 2)))),
    last: minuteOf(counted.slice(-Math.min(minuteS, Math.floor(counted.length / 2)))),
    freezes: grown('freezes'),
    freezeMs: Math.round(grown('freezeMs')),
    fps: Math.round((grown('frames') / (end.t - begin.t)) * 100) / 100,
    seconds: Math.round(end.t - begin.t),
  };
}

function minuteOf(lines: readonly Stats[]): Minute {
  return {
    p99Ms: median(lines.map(({ video }) => video.rx.latencyMs?.max)),
    skewMs: median(lines.map(({ audio }) => audio.skewMs)),
  };
}

/** Of those that are known, to a tenth; null when none is. */
function median(values: readonly (number | null | undefined)[]): number | null {
  const sorted = values
    .filter((value) => value !== null && value !== undefined)
    .toSorted((one, other) => one - other);
  const middle = sorted[Math.floor(sorted.length / 2)];
  return middle === undefined ? null : Math.round(middle * 10) / 10;
}
