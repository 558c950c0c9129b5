import { setTimeout as sleep } from 'node:timers/promises';
import { nowUs } from '@ajar/actor';
import { processorTimeS } from './processor-time.ts';
import type { Load, TurnPlan } from './turn.ts';

/** Measures what processes use while the counted frames of a turn pass. */
export class LoadMeter {
  readonly #pids: Readonly<Record<string, number>>;

  /** @param pids by the name that each process has in the result */
  constructor(pids: Readonly<Record<string, number>>) {
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
  ): Promise<Load | null> {
    const from = await this.#read(startUs + (warmUpFrames / fps) * 1e6);
    const to = await this.#read(startUs + ((warmUpFrames + frames) / fps) * 1e6);
    const seconds = (to.atUs - from.atUs) / 1e6;
    const cpuPctOf: Record<string, number> = {};
    let cpuPct = 0;
    for (const name of Object.keys(this.#pids)) {
      const [beforeS, afterS] = [from.usedS[name], to.usedS[name]];
      if (beforeS === undefined || afterS === undefined) return null;
      cpuPctOf[name] = ((afterS - beforeS) / seconds) * 100;
      cpuPct += cpuPctOf[name];
    }
    return { cpuPct, cpuPctOf };
  }

  async #read(atUs: number): Promise<{ atUs: number; usedS: Readonly<Record<string, number | undefined>> }> {
    await sleep(Math.max(0, (atUs - nowUs()) / 1000));
    const used = Object.entries(this.#pids).map(([name, pid]) => [name, processorTimeS(pid)]);
    return { atUs: nowUs(), usedS: Object.fromEntries(used) as Record<string, number | undefined> };
  }
}
