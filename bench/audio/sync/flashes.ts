/** What was seen on a screen, look by look, ascending. */
export interface Looks {
  /** When, µs. */
  readonly atUs: Float64Array;
  /** When the picture that was there had been captured, µs; NaN where that could not be read. */
  readonly stampUs: Float64Array;
  /** Of the lamp, 0 to 255. */
  readonly level: Float64Array;
}

/** A flash of the room's lamp at the far end. */
export interface Flash {
  /** The instant of the schedule, µs. */
  readonly instantUs: number;
  /** When the room's camera had its first chance to see it: its picture of that instant, or the next one. */
  readonly capturedUs: number;
  /** When it appeared on the screen: between the last look without and the first look with it. */
  readonly seenUs: number;
  /** From one of these looks to the other: twice what `seenUs` may be off by. */
  readonly gapUs: number;
}

/** Between the lamp's dark glass, about 95, and white, 235. */
const litLevel = 165;

/**
 * Every flash that can be told with certainty.
 *
 * @param everyUs from one instant of the schedule to the next
 * @param frameUs from one picture of the camera to the next
 */
export function flashesOf({ atUs, stampUs, level }: Looks, everyUs: number, frameUs: number): Flash[] {
  const flashes: Flash[] = [];
  for (let look = 1; look < atUs.length; look++) {
    if (level[look]! < litLevel || level[look - 1]! >= litLevel) continue;
    const stamp = stampUs[look]!;
    if (Number.isNaN(stamp)) continue;
    const lateUs = stamp % everyUs;
    const instantUs = stamp - lateUs;
    const [before, after] = [atUs[look - 1]!, atUs[look]!];
    // Pictures before the first that was shown may have been lost; the first to be captured within the flash counts.
    const capturedUs = instantUs + (lateUs % frameUs);
    flashes.push({ instantUs, capturedUs, seenUs: (before + after) / 2, gapUs: after - before });
  }
  return flashes;
}
