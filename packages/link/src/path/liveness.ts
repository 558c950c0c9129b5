/** Without anything authentic for this long, the path is taken to be interrupted, µs. */
export const silentUs = 250_000;
/** Sound, which is small and may still be heard if only the way back is interrupted, is sent this long into the silence, µs. */
const soundUs = 5_000_000;
/** A ping goes out at least this often, as keep-alive and for the clock, and more often until the clock is known, µs. */
const pingUs = 50_000;
const eagerPingUs = 20_000;
const eagerPings = 100;
/**
 * Into a silence, pings go out more often, because the first one to arrive is what ends it, and ever more seldom the longer it lasts:
 * up to a silence of so long, at intervals of so long, µs.
 */
const silentPings = [
  [5_000_000, 10_000],
  [20_000_000, 20_000],
  [120_000_000, 50_000],
  [900_000_000, 200_000],
  [Number.POSITIVE_INFINITY, 500_000],
] as const;
/** Pings hasten when so little has come that it is likely that none of them got through, µs. */
const doubtfulUs = 150_000;

/** Tells from when something authentic came last whether the path works, and what is worth sending into it. Times in µs. */
export class Liveness {
  /** When something authentic came last. */
  heardUs: number = Number.NEGATIVE_INFINITY;

  /** From when on the path counts as interrupted if nothing comes. */
  get silentAtUs(): number {
    return this.heardUs + silentUs;
  }

  silent(nowUs: number): boolean {
    return nowUs >= this.silentAtUs;
  }

  /** Whether a frame of sound, or of another track, is worth sending: nobody knows what becomes of it while nothing comes back. */
  worthSending(nowUs: number, sound: boolean): boolean {
    return nowUs < this.heardUs + (sound ? soundUs : silentUs);
  }

  /** How long after this ping the next one goes out at the latest. `pongs` counts the round trips measured so far. */
  pingIntervalUs(nowUs: number, pongs: number): number {
    const silenceUs = nowUs - this.heardUs;
    if (silenceUs < doubtfulUs) return pongs < eagerPings ? eagerPingUs : pingUs;
    for (const [untilUs, intervalUs] of silentPings) if (silenceUs < untilUs) return intervalUs;
    return pingUs;
  }
}
