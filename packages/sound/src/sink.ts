/** What has gone wrong in a sink so far. All are totals since it was opened. */
export interface SinkCounters {
  /** Times the sink ran dry after sound had been written to it. */
  underruns: number;
  /** Sample frames that were thrown away: too much was queued, or the disk was too slow or full. */
  droppedFrames: number;
  /** Samples beyond full scale, limited to ±1. */
  clippedSamples: number;
  /** Samples that were no number (NaN or infinite), replaced by 0. */
  invalidSamples: number;
  /** Times the device was lost. */
  losses: number;
}

/** Where sound goes: a loudspeaker, a file, or nowhere. Every sink plays 48,000 sample frames a second. */
export interface AudioSink {
  /** What it is, for a person: the device's name and the buffers that were granted. */
  readonly description: string;
  /** `lost` while a device is gone: what is written is discarded at its pace and reopening is tried. */
  readonly state: 'ok' | 'lost';
  readonly counters: Readonly<SinkCounters>;
  /** True where nobody ever hears what is written. */
  readonly isNowhere?: boolean;
  /** Sample frames written and not yet heard, an estimate that includes the device's own buffer. Not an integer. */
  queuedFrames(nowUs: number): number;
  /** Sample frames that should be queued at any moment, so that it does not run dry; a sink without a device of its own asks for none. */
  leadFrames?(nowUs: number): number;
  /**
   * Appends interleaved stereo of any whole number of sample frames. The memory stays the caller's and is not
   * changed. More than half a second ahead of the loudspeaker is dropped and counted.
   */
  write(samples: Float32Array): void;
  /** Ends it, without waiting for what is queued; may be called twice. */
  close(): void;
}

/** Counters of a sink to which nothing has happened. */
export function newSinkCounters(): SinkCounters {
  return { underruns: 0, droppedFrames: 0, clippedSamples: 0, invalidSamples: 0, losses: 0 };
}
