/** How an actor fares. Counts are totals since it was spawned, all its runs together. */
export interface ActorStats {
  readonly name: string;
  /** Where it was placed, such as `process`. */
  readonly place: string;
  /** `away` between two runs, `ended` when there will be no further one. */
  readonly state: 'starting' | 'running' | 'stopping' | 'away' | 'ended';
  /** Messages waiting. Of an actor elsewhere, this and the rest of what is known there only are up to a second old. */
  readonly depth: number;
  readonly dropped: DropCounts;
  readonly handledCount: number;
  /** How long the last messages took, sampled; undefined before the first. */
  readonly handlingUs: HandlingQuantiles | undefined;
  readonly restarts: number;
  /** 99th percentile of the delay of its event loop; undefined before it is known. */
  readonly loopDelayMs: number | undefined;
}

/** Messages that were not handled, and why. */
export interface DropCounts {
  /** Refused: it was behind. */
  readonly full: number;
  /** Taken, but pushed out by newer ones. */
  readonly pushedOut: number;
  /** Sent while it was not there. */
  readonly gone: number;
}

export interface HandlingQuantiles {
  readonly p50: number;
  readonly p99: number;
}

/** How one run fares. */
export interface RunStats {
  readonly depth: number;
  /** Messages refused and pushed out since its start. */
  readonly full: number;
  readonly pushedOut: number;
  readonly handledCount: number;
  readonly handlingUs: HandlingQuantiles | undefined;
  readonly loopDelayMs: number | undefined;
}
