/** What has gone wrong in a source so far. All are totals since it was opened. */
export interface SourceCounters {
  /** Sample frames that were never read because the reader came too late. */
  skippedFrames: number;
  /** Samples at or beyond full scale, limited to ±1. */
  clippedSamples: number;
  /** Samples that were no number (NaN or infinite), replaced by 0. */
  invalidSamples: number;
  /** Times the device was lost. */
  losses: number;
}

/** Where sound comes from: a microphone, a file, a synthetic voice, or nowhere. */
export interface AudioSource {
  /** What it is, for a person: the device's name and the buffers that were granted. */
  readonly description: string;
  /** `lost` while a device is gone: silence is read instead and reopening is tried. */
  readonly state: 'ok' | 'lost';
  readonly counters: Readonly<SourceCounters>;
  /**
   * Writes the next 5 ms into `into` (`BLOCK_SAMPLES` numbers, interleaved stereo, ±1) when a whole block is there.
   * Returns the capture time of its first sample in µs on the clock of `nowUs`, else `undefined` and `into` is
   * untouched. Never blocks; call it again until it has nothing more.
   */
  read(nowUs: number, into: Float32Array): number | undefined;
  /** Ends it; may be called twice. */
  close(): void;
}

/** Counters of a source to which nothing has happened. */
export function newSourceCounters(): SourceCounters {
  return { skippedFrames: 0, clippedSamples: 0, invalidSamples: 0, losses: 0 };
}
