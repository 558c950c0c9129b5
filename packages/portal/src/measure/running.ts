import type { PortalState } from '../stats/stats.ts';
import type { MeasureNews } from './news.ts';

/** How much longer than it was told to a measurement may take before it counts as failed. */
const graceMs = 3000;

/** The one measurement that a portal may have running: who wants to hear of it, and that it ends. */
export class RunningMeasurement {
  #answer: ((news: MeasureNews) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** Begins one with `begin` where that can work, else says why not. */
  start(
    portal: { state: PortalState; videoOut: string },
    seconds: number,
    begin: () => void,
    answer: (news: MeasureNews) => void,
  ): void {
    const problem = this.#obstacle(portal);
    if (problem !== undefined) {
      answer({ type: 'measured', measured: null, problem });
      return;
    }
    this.#answer = answer;
    this.#timer = setTimeout(() => this.fail('the screen did not answer'), seconds * 1000 + graceMs);
    begin();
  }

  news(news: MeasureNews): void {
    this.#answer?.(news);
    if (news.type === 'measured') this.#end();
  }

  /** Something is in the way of going on. */
  fail(problem: string): void {
    this.news({ type: 'measured', measured: null, problem });
  }

  #obstacle({ state, videoOut }: { state: PortalState; videoOut: string }): string | undefined {
    if (this.#answer) return 'a measurement is running already';
    if (state !== 'open') return `the door is not open (${state})`;
    if (videoOut === 'browser:') {
      return 'this portal shows its picture on a page, which cannot be measured by flashes; start it with --video-out window:';
    }
    return undefined;
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#answer = undefined;
  }
}
