// A source of pictures alone in its process, taken from as a camera does, but nothing is done with what comes.
import { nowUs } from '@ajar/actor';
import { openCapture, type Size } from '@ajar/media';
import { runJob } from '../video-path/child.ts';
import { percentile, round } from '../video-path/quality.ts';

export interface SourceConfig {
  readonly spec: string;
  readonly size: Size;
  readonly fps: number;
}

/** Since it was told to count. */
export interface SourceReport {
  readonly pictures: number;
  readonly skipped: number;
  readonly seconds: number;
  /** From a picture's capture time until it was there, ms. */
  readonly handedMs: { readonly p50: number | null; readonly p99: number | null };
}

runJob<SourceConfig, SourceReport>(async ({ spec, size, fps }) => {
  const capture = await openCapture(spec, { size, fps, nowUs });
  let handedUs: number[] = [];
  let [fromUs, skippedBefore] = [0, 0];
  const running = (async () => {
    for (let picture = await capture.next(); picture !== null; picture = await capture.next()) {
      handedUs.push(nowUs() - picture.capturedUs);
    }
  })();

  return {
    receive: () => {
      handedUs = [];
      fromUs = nowUs();
      skippedBefore = capture.skipped;
    },
    finish: async () => {
      const seconds = (nowUs() - fromUs) / 1e6;
      const skipped = capture.skipped - skippedBefore;
      const sorted = handedUs.toSorted((a, b) => a - b);
      await capture.close();
      await running;
      const ms = (share: number): number | null => {
        const us = percentile(sorted, share);
        return us === null ? null : round(us / 1000, 2);
      };
      return { pictures: sorted.length, skipped, seconds, handedMs: { p50: ms(0.5), p99: ms(0.99) } };
    },
  };
});
