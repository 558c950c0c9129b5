import type { Clock } from '../time/clock.ts';
import { Backoff, type BackoffOptions } from './backoff.ts';

/** What is done about one that failed: start it again, let it be, or leave that to the group that it belongs to. */
export type Strategy = 'restart' | 'stop' | 'escalate';

/** How failures are dealt with. */
export interface RestartOptions {
  /** Default `restart`. */
  readonly strategy?: Strategy;
  /** More restarts than `restarts` within `withinMs` are not made: what fails once more escalates. By default there is no limit. */
  readonly limit?: { readonly restarts: number; readonly withinMs: number };
  /** How long to wait before restarts. */
  readonly backoff?: Omit<BackoffOptions, 'random'>;
}

/** What to do about a failure. */
export type Decision =
  | { readonly kind: 'restart'; readonly waitMs: number }
  | { readonly kind: 'stop' }
  | { readonly kind: 'escalate' };

/** Decides about the failures of one actor or group, and remembers these. */
export class RestartPolicy {
  readonly #strategy: Strategy;
  readonly #limit: NonNullable<RestartOptions['limit']> | undefined;
  readonly #backoff: Backoff;
  readonly #clock: Clock;
  /** When it was started again, the latest last. */
  readonly #restartsUs: number[] = [];
  #startedUs = 0;

  constructor(options: RestartOptions, random: () => number, clock: Clock) {
    this.#strategy = options.strategy ?? 'restart';
    this.#limit = options.limit;
    this.#backoff = new Backoff({ ...options.backoff, random });
    this.#clock = clock;
  }

  /** A run begins. */
  started(): void {
    this.#startedUs = this.#clock.nowUs();
  }

  /** The run has failed. */
  decide(): Decision {
    if (this.#strategy !== 'restart') return { kind: this.#strategy };
    const nowUs = this.#clock.nowUs();
    if (this.#limit !== undefined) {
      const { restarts, withinMs } = this.#limit;
      while (this.#restartsUs.length > 0 && this.#restartsUs[0]! <= nowUs - 1000 * withinMs)
        this.#restartsUs.shift();
      if (this.#restartsUs.length >= restarts) return { kind: 'escalate' };
      this.#restartsUs.push(nowUs);
    }
    return { kind: 'restart', waitMs: this.#backoff.failedAfter((nowUs - this.#startedUs) / 1000) };
  }

  /** What was is forgotten, as when the group has started it anew. */
  forget(): void {
    this.#restartsUs.length = 0;
  }
}
