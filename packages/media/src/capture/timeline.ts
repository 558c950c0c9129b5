/** Turns a file's timestamps, played over and over, into times that only grow. */
export interface Timeline {
  /**
   * The time of the next picture in µs since the first.
   *
   * @param ptsUs its timestamp; undefined where it has none
   */
  next(ptsUs: number | undefined): number;
  /** The file begins again. */
  restart(): void;
}

const MIN_STEP_US = 1;
/** A longer step forwards between two pictures counts as a mistake of the file. */
const MAX_STEP_US = 5e6;

/** @param periodUs step where timestamps are missing, go backwards, stand still or leap */
export function createTimeline(periodUs: number): Timeline {
  let timeUs = -periodUs;
  let before: number | undefined;
  return {
    next: (ptsUs) => {
      const step = ptsUs === undefined || before === undefined ? periodUs : ptsUs - before;
      timeUs += step >= MIN_STEP_US && step <= MAX_STEP_US ? step : periodUs;
      before = ptsUs;
      return timeUs;
    },
    restart: () => {
      before = undefined;
    },
  };
}
