import { Backoff, type Cancel, type Clock, systemClock } from '@ajar/actor';

/** One run of what is watched. */
export interface WatchedRun {
  /** Asks it to end, or ends it outright (SIGKILL). */
  kill(signal: NodeJS.Signals): void;
}

/** What a run tells its watchdog. */
export interface RunReports {
  /** It is alive: its event loop turns. */
  beat(): void;
  /** It works: whoever waits for it may go on. */
  ready(): void;
  /** It is no more. `status` is null when a signal ended it. */
  exited(status: number | null, signal: NodeJS.Signals | null): void;
}

/** What a watchdog needs, and whom it tells. */
export interface WatchdogOptions {
  /** Starts it. `attempt` is 0 the first time. */
  start(attempt: number, reports: RunReports): WatchedRun;
  readonly clock?: Clock;
  /** Uniform numbers in [0, 1), for the jitter of restarts; default `Math.random`. */
  readonly random?: () => number;
  onBeat?(): void;
  onReady?(): void;
  /** One line for people. */
  onWarning(message: string): void;
  /** It ended as it should, or cannot be started at all; nothing more will come. */
  onEnd(status: number): void;
}

/** A run that says nothing for so long is stuck, ms; before its first word it has longer, as programs are loaded and cameras opened. */
const silentMs = 2000;
const startMs = 30_000;
/** An orderly stop may take this long, ms. */
const stopMs = 2000;
const lookEveryMs = 250;
/** How the command says that it was called in a way that cannot work. */
const usageStatus = 2;
const stoppedStatus = 130;
/** A first try again is at once, the next ones wait, ms. */
const backoff = { firstMs: 250, capMs: 10_000, healthyMs: 30_000 } as const;

/** Keeps one program going: starts it again when it dies or falls silent, until it ends in order or is told to stop. */
export class Watchdog {
  readonly #options: WatchdogOptions;
  readonly #clock: Clock;
  readonly #backoff: Backoff;
  #run: WatchedRun | undefined;
  #startedUs = 0;
  /** When it was last heard of, and when that was last looked at, µs. */
  #heardUs = 0;
  #lookedUs = 0;
  #attempt = 0;
  #wasReady = false;
  #isReady = false;
  #isStuck = false;
  #isSilent = true;
  #stopping = false;
  #ended = false;
  #due: Cancel = () => {};
  #looking: Cancel = () => {};

  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#backoff = new Backoff({ ...backoff, random: options.random ?? Math.random });
  }

  /** Starts it for the first time. */
  start(): void {
    this.#startedUs = this.#clock.nowUs();
    this.#heardUs = this.#startedUs;
    this.#isReady = false;
    this.#isStuck = false;
    this.#isSilent = true;
    this.#run = this.#options.start(this.#attempt, this.#reports(this.#attempt));
    this.#watch();
  }

  /** Asks it to end, once; what has not ended soon is ended outright, and at once when it is asked for a second time. */
  stop(signal: NodeJS.Signals): void {
    if (this.#run === undefined) {
      this.#due();
      this.#end(stoppedStatus);
      return;
    }
    if (this.#stopping) {
      this.#run.kill('SIGKILL');
      return;
    }
    this.#stopping = true;
    this.#run.kill(signal);
    this.#due = this.#in(stopMs, () => this.#run?.kill('SIGKILL'));
  }

  #reports(attempt: number): RunReports {
    const isCurrent = (): boolean => attempt === this.#attempt && this.#run !== undefined;
    return {
      beat: () => {
        if (!isCurrent()) return;
        this.#heardUs = this.#clock.nowUs();
        this.#isSilent = false;
        this.#options.onBeat?.();
      },
      ready: () => {
        if (!isCurrent() || this.#isReady) return;
        this.#isReady = true;
        this.#wasReady = true;
        this.#options.onReady?.();
      },
      exited: (status, signal) => {
        if (isCurrent()) this.#exited(status, signal);
      },
    };
  }

  #watch(): void {
    this.#lookedUs = this.#clock.nowUs();
    this.#looking = this.#in(lookEveryMs, () => this.#look());
  }

  #look(): void {
    const nowUs = this.#clock.nowUs();
    // What this process itself was late, as after a suspend, is no silence of the other's.
    this.#heardUs += Math.max(0, nowUs - this.#lookedUs - lookEveryMs * 1000);
    const patienceMs = this.#isSilent ? startMs : silentMs;
    if (!this.#stopping && !this.#isStuck && nowUs - this.#heardUs > patienceMs * 1000) {
      this.#isStuck = true;
      this.#run?.kill('SIGKILL');
    }
    this.#watch();
  }

  #exited(status: number | null, signal: NodeJS.Signals | null): void {
    this.#looking();
    this.#due();
    this.#run = undefined;
    if (this.#stopping) return this.#end(status ?? stoppedStatus);
    if (status === 0) return this.#end(0);
    // A mistake in how it was called does not go away; what is missing at a later start may come back.
    if (status === usageStatus && !this.#wasReady) return this.#end(status);
    const waitMs = this.#backoff.failedAfter((this.#clock.nowUs() - this.#startedUs) / 1000);
    const when = waitMs === 0 ? 'at once' : `in ${Math.round(waitMs)} ms`;
    this.#options.onWarning(`${this.#explain(status, signal)}; starting it again ${when}`);
    this.#attempt++;
    this.#due = this.#in(waitMs, () => this.start());
  }

  #explain(status: number | null, signal: NodeJS.Signals | null): string {
    if (this.#isStuck) {
      const patienceMs = this.#isSilent ? startMs : silentMs;
      return `the portal has not moved for ${patienceMs / 1000} s and was killed`;
    }
    return signal === null
      ? `the portal ended with status ${status ?? 'unknown'}`
      : `the portal was ended by ${signal}`;
  }

  #end(status: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.onEnd(status);
  }

  #in(ms: number, task: () => void): Cancel {
    return this.#clock.at(this.#clock.nowUs() + ms * 1000, task);
  }
}
