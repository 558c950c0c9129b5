/** How much of the past the chart shows. */
export const HISTORY_S = 60;

/** Windows come every 100 ms; a longer pause than this is time without pictures and breaks the line. */
const GAP_S = 0.5;
const SLACK_S = 5;

type Values = (number | null)[];

/** The last minute of one direction's latency, in the columns that the chart draws. Times are unix seconds of the server. */
export class LatencyHistory {
  /** Times, latency medians in ms, and the 99th percentile in ms that was known at that time. */
  readonly columns: [number[], Values, Values] = [[], [], []];
  /** The 99th percentile that goes with the points to come. */
  p99Ms: number | null = null;

  get newestS(): number | undefined {
    return this.columns[0].at(-1);
  }

  /** Adds a point; one that is not newer than the newest is ignored. */
  add(unixMs: number, latencyMs: number): void {
    const timeS = unixMs / 1000;
    const newestS = this.newestS;
    if (newestS !== undefined && timeS <= newestS) return;
    if (newestS !== undefined && timeS - newestS > GAP_S) this.#push(newestS + GAP_S / 2, null, null);
    this.#push(timeS, latencyMs, this.p99Ms);
    this.#forgetBefore(timeS - HISTORY_S - SLACK_S);
  }

  #push(timeS: number, latencyMs: number | null, p99Ms: number | null): void {
    const [times, medians, tails] = this.columns;
    times.push(timeS);
    medians.push(latencyMs);
    tails.push(p99Ms);
  }

  /** In batches: the old part is cut off only when there is enough of it, since every cut moves the whole array. */
  #forgetBefore(oldestS: number): void {
    const [times] = this.columns;
    if (times[0] === undefined || times[0] > oldestS - SLACK_S) return;
    const kept = times.findIndex((timeS) => timeS >= oldestS);
    for (const column of this.columns) column.splice(0, kept);
  }
}
