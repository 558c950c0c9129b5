import { setTimeout as sleep } from 'node:timers/promises';
import { nowUs } from '@ajar/actor';
import { processorTimeS } from './processor-time.ts';
import type { TurnPlan } from './turn.ts';

/** Measures what a set of processes uses while the counted frames of a turn pass. */
export class LoadMeter {
  readonly #pids: readonly number[];

  constructor(pids: readonly number[]) {
    this.#pids = pids;
  }

  /**
   * Waits until the last frame of the turn is due.
   *
   * @returns percent of one core during the counted frames; null when the system doesn't tell
   */
  async during(
    { warmUpFrames, frames, fps }: Pick<TurnPlan, 'warmUpFrames' | 'frames' | 'fps'>,
    startUs: number,
  ): Promise<number | null> {
    const from = await this.#read(startUs + (warmUpFrames / fps) * 1e6);
    const to = await this.#read(startUs + ((warmUpFrames + frames) / fps) * 1e6);
    if (from.usedS === undefined || to.usedS === undefined) return null;
    return ((to.usedS - from.usedS) / ((to.atUs - from.atUs) / 1e6)) * 100;
  }

  async #read(atUs: number): Promise<{ atUs: number; usedS: number | undefined }> {
    await sleep(Math.max(0, (atUs - nowUs()) / 1000));
    return { atUs: nowUs(), usedS: processorTimeS(this.#pids) };
  }
}
