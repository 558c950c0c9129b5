import type { SendHandle } from 'node:child_process';
import type { SendResult } from '../actor.ts';
import type { ActorError } from '../error.ts';
import type { InboxOptions, Priority } from '../inbox.ts';
import type { Cancel, Clock } from '../time/clock.ts';
import type { Vitals } from '../vitals.ts';
import type { Backoff } from './backoff.ts';
import type { Placement, Run, StartSpec } from './placement.ts';

/** Where messages for an actor go. It stays the same when the actor is restarted. */
export interface Address<In> {
  readonly name: string;
  /** Process id while the actor runs in a process of its own. */
  readonly pid: number | undefined;
  /** How often it was started anew. */
  readonly restarts: number;
  /** Hands over a message and perhaps an open socket. Never blocks; says what became of it. */
  send(message: In, priority?: Priority, handle?: SendHandle): SendResult;
  /** What its process last reported of itself; undefined before that and between runs. */
  readonly vitals: Vitals | undefined;
}

/** What its owner wants to know of an actor, and how it is to be started. */
export interface Supervision<Config, Out> {
  readonly name: string;
  readonly module: StartSpec['module'];
  readonly config: Config;
  /** Places in its inbox, and what happens when these are taken. */
  readonly inbox?: InboxOptions;
  onMessage(message: Out): void;
  /** Runs from here on, the first time and after each restart. */
  onReady?(): void;
  /** Ended unasked, and will be started again in `restartInMs`. */
  onExit?(error: ActorError, restartInMs: number): void;
  /** Could not be made at its first start. It is not tried again. */
  onFailed?(error: ActorError): void;
}

/** Milliseconds that an actor has to stop in order before it is killed. */
const stopDeadlineMs = 500;

/** Keeps one actor running, wherever it was placed, and is its address. */
export class Supervised<Config, In, Out> implements Address<In> {
  readonly #options: Supervision<Config, Out>;
  readonly #placement: Placement;
  readonly #backoff: Backoff;
  readonly #clock: Clock;
  #run: Run | undefined;
  #isReady = false;
  #wasReady = false;
  #startedUs = 0;
  #restart: Cancel | undefined;
  #stopping: PromiseWithResolvers<void> | undefined;
  vitals: Vitals | undefined;
  restarts = 0;

  constructor(options: Supervision<Config, Out>, placement: Placement, backoff: Backoff, clock: Clock) {
    this.#options = options;
    this.#placement = placement;
    this.#backoff = backoff;
    this.#clock = clock;
  }

  get name(): string {
    return this.#options.name;
  }

  get pid(): number | undefined {
    return this.#run?.pid;
  }

  send(message: In, priority: Priority = 'normal', handle?: SendHandle): SendResult {
    if (!this.#isReady) return 'gone';
    return this.#run!.send(message, priority, handle);
  }

  start(): void {
    const { name, module, config, inbox = {} } = this.#options;
    this.#startedUs = this.#clock.nowUs();
    this.#run = this.#placement.start(
      { name, module, config, inbox },
      {
        onReady: () => this.#ready(),
        onMessage: (message) => this.#options.onMessage(message as Out),
        onVitals: (vitals) => {
          this.vitals = vitals;
        },
        onHeartbeat: () => {},
        onExit: (error) => this.#exited(error),
      },
    );
  }

  /** Stops it for good. Resolves when nothing of it is left. */
  stop(): Promise<void> {
    if (this.#stopping !== undefined) return this.#stopping.promise;
    this.#stopping = Promise.withResolvers();
    this.#restart?.();
    if (this.#run === undefined) this.#stopping.resolve();
    else this.#run.stop(stopDeadlineMs);
    return this.#stopping.promise;
  }

  #ready(): void {
    this.#isReady = true;
    this.#wasReady = true;
    this.#options.onReady?.();
  }

  #exited(error: ActorError | undefined): void {
    this.#run = undefined;
    this.#isReady = false;
    this.vitals = undefined;
    if (this.#stopping !== undefined) this.#stopping.resolve();
    else if (error !== undefined) this.#failed(error);
  }

  #failed(error: ActorError): void {
    if (!this.#wasReady && error.code === 'create-failed') {
      this.#options.onFailed?.(error);
      return;
    }
    const nowUs = this.#clock.nowUs();
    const waitMs = this.#backoff.failedAfter((nowUs - this.#startedUs) / 1000);
    this.restarts++;
    this.#restart = this.#clock.at(nowUs + 1000 * waitMs, () => this.start());
    this.#options.onExit?.(error, waitMs);
  }
}
