import { AV_NOPTS_VALUE } from 'node-av/constants';

/** Turns a device's timestamps into capture times: never in the future, never much older than their arrival, never going back. */
export interface CaptureClock {
  /**
   * When a picture was taken, µs.
   *
   * @param pts the device's own timestamp, in its unit
   * @param arrivedUs now, on the clock of capture times
   */
  timeOf(pts: bigint, arrivedUs: number): number;
}

/** A device's own timestamp counts when it lies this far back at most. */
const MAX_AGE_US = 500_000;

/** @param unitUs µs in one unit of the device's timestamps */
export function createCaptureClock(unitUs: number): CaptureClock {
  let lastUs = -Infinity;
  return {
    timeOf: (pts, arrivedUs) => {
      const takenUs = Math.round(captureTime(pts, unitUs, arrivedUs));
      // A stamp that does not go on from the last one is one not to trust.
      if (takenUs > lastUs) lastUs = takenUs;
      else lastUs = Math.max(lastUs, Math.floor(arrivedUs));
      return lastUs;
    },
  };
}

/**
 * Drivers stamp pictures with the monotonic clock, the wall clock or one of their own. A stamp that makes sense on one of
 * the first two is the time of exposure; otherwise the time of arrival has to do.
 */
export function captureTime(pts: bigint, unitUs: number, arrivedUs: number): number {
  if (pts === AV_NOPTS_VALUE) return arrivedUs;
  const stampUs = Number(pts) * unitUs;
  const wallUs = (performance.timeOrigin + performance.now()) * 1000;
  for (const ageUs of [arrivedUs - stampUs, wallUs - stampUs]) {
    if (ageUs >= 0 && ageUs <= MAX_AGE_US) return arrivedUs - ageUs;
  }
  return arrivedUs;
}
