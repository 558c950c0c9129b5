import { BlockSchedule } from '../block-schedule.ts';
import { BLOCK_FRAMES, BLOCK_SAMPLES } from '../format.ts';
import { type AudioSource, newSourceCounters } from '../source.ts';

/** Sound that is there whenever it is asked for: a decoded file, a synthesiser. */
export interface PcmReader {
  /**
   * The next `frames` sample frames as interleaved stereo at 48 kHz, valid until the next call; fewer are followed by silence. `capturedUs`:
   * the time of the first of them.
   */
  next(frames: number, capturedUs: number): Float32Array;
  /** Called once when the source that reads it is closed. */
  close?(): void;
}

export interface PcmSourceOptions {
  /** The clock of the `read` calls, in µs. The first sample is captured at its time now. */
  nowUs: () => number;
  /** What it is, for a person. */
  description?: string;
}

/**
 * Plays a reader as if it were a microphone: 48,000 sample frames a second from now on. When blocks are skipped the
 * reader is not read, so its sound goes on where it was. What the reader throws, `read` throws.
 */
export function pcmSource(
  reader: PcmReader,
  { nowUs, description = 'samples' }: PcmSourceOptions,
): AudioSource {
  const schedule = new BlockSchedule(nowUs());
  const counters = newSourceCounters();
  let open = true;
  return {
    description,
    state: 'ok',
    counters,
    read(atUs: number, into: Float32Array): number | undefined {
      const capturedUs = open ? schedule.take(atUs) : undefined;
      if (capturedUs === undefined) return undefined;
      counters.skippedFrames = schedule.skippedFrames;
      const samples = reader.next(BLOCK_FRAMES, capturedUs);
      const length = Math.min(samples.length, BLOCK_SAMPLES);
      for (let i = 0; i < length; i++) into[i] = samples[i] as number;
      into.fill(0, length, BLOCK_SAMPLES);
      return capturedUs;
    },
    close(): void {
      if (open) reader.close?.();
      open = false;
    },
  };
}
