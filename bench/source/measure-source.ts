import { setTimeout as sleep } from 'node:timers/promises';
import { nowUs } from '@ajar/actor';
import { startChild } from '../video-path/child.ts';
import { LoadMeter } from '../video-path/load-meter.ts';
import { round } from '../video-path/quality.ts';
import type { SourceConfig, SourceReport } from './source-job.ts';

/** What a source came to in one turn. */
export interface SourceFigures {
  /** Of one core, its whole process. */
  readonly cpuPct: number | null;
  readonly fps: number | null;
  readonly skipped: number;
  /** From a picture's capture time until it was handed out, ms. */
  readonly handedP50: number | null;
  readonly handedP99: number | null;
}

/**
 * Takes a source's pictures for some seconds and does nothing with them.
 *
 * @param settleS before it counts: a room paints itself
 */
export async function measureSource(
  config: SourceConfig,
  settleS: number,
  seconds: number,
): Promise<SourceFigures> {
  const child = startChild<SourceConfig, SourceReport>(new URL('source-job.ts', import.meta.url), config);
  try {
    await child.ready;
    await sleep(settleS * 1000);
    await child.send('count');
    const spell = { warmUpFrames: 0, frames: seconds * config.fps, fps: config.fps };
    const load = await new LoadMeter({ source: child.pid }).during(spell, nowUs());
    const { pictures, skipped, seconds: counted, handedMs } = await child.finish();
    return {
      cpuPct: round(load?.cpuPct ?? null, 1),
      fps: round(pictures / counted, 2),
      skipped,
      handedP50: handedMs.p50,
      handedP99: handedMs.p99,
    };
  } finally {
    child.kill();
  }
}
