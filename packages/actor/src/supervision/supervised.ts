import type { SendHandle } from 'node:child_process';
import type { SendResult } from '../actor.ts';
import { ActorError } from '../error.ts';
import type { InboxOptions, Priority } from '../inbox.ts';
import type { Cancel, Clock } from '../time/clock.ts';
import type { Vitals } from '../vitals.ts';
import { Backoff } from './backoff.ts';
import type { Placement, Run, StartSpec } from './placement.ts';
import type { Heart, Pulse } from './pulse.ts';

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
  /**
   * Once ready, its event loop may stand still for so long before it is killed and started again; in ms, at least 200, default 400, and 0 for
   * as long as it likes. An actor placed here cannot be stuck alone.
   */
  readonly stuckAfterMs?: number;
  /** It has to be ready so long after its start, or it is killed and started again; in ms. By default it may take as long as it likes. */
  readonly readyWithinMs?: number;
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
const defaultStuckAfterMs = 400;

/** What a supervisor needs of its system. */
export interface Surroundings {
  readonly clock: Clock;
  readonly pulse: Pulse;
  /** Uniform numbers in [0, 1). */
  readonly random: () => number;
}

/** Keeps one actor running, wherever it was placed, and is its address. */
export class Supervised<Config, In, Out> implements Address<In> {
  readonly #options: Supervision<Config, Out>;
  readonly #placement: Placement;
  readonly #backoff: Backoff;
  readonly #around: Surroundings;
  #run: Run | undefined;
  #isReady = false;
  #wasReady = false;
  #startedUs = 0;
  #restart: Cancel | undefined;
  #heart: Heart | undefined;
  #notReady: Cancel | undefined;
  /** Why the run was killed. */
  #stuck: ActorError | undefined;
  #stopping: PromiseWithResolvers<void> | undefined;
  vitals: Vitals | undefined;
  restarts = 0;

  constructor(options: Supervision<Config, Out>, placement: Placement, around: Surroundings) {
    this.#options = options;
    this.#placement = placement;
    this.#around = around;
    this.#backoff = new Backoff({ random: around.random });
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
    const { name, module, config, inbox = {}, readyWithinMs } = this.#options;
    this.#startedUs = this.#around.clock.nowUs();
    this.#run = this.#placement.start(
      { name, module, config, inbox },
      {
        onReady: () => this.#ready(),
        onMessage: (message) => this.#options.onMessage(message as Out),
        onVitals: (vitals) => {
          this.vitals = vitals;
        },
        onHeartbeat: (nextWithinMs) => this.#beat(nextWithinMs),
        onExit: (error) => this.#exited(error),
      },
    );
    if (readyWithinMs === undefined) return;
    this.#notReady = this.#around.clock.at(this.#startedUs + 1000 * readyWithinMs, () =>
      this.#kill(`it was not ready within ${readyWithinMs} ms`),
    );
  }

  /** Stops it for good. Resolves when nothing of it is left. */
  stop(): Promise<void> {
    if (this.#stopping !== undefined) return this.#stopping.promise;
    this.#stopping = Promise.withResolvers();
    this.#restart?.();
    this.#unwatch();
    if (this.#run === undefined) this.#stopping.resolve();
    else this.#run.stop(stopDeadlineMs);
    return this.#stopping.promise;
  }

  #ready(): void {
    this.#isReady = true;
    this.#wasReady = true;
    this.#notReady?.();
    this.#options.onReady?.();
  }

  #beat(nextWithinMs?: number): void {
    const { stuckAfterMs = defaultStuckAfterMs } = this.#options;
    if (this.#heart !== undefined) this.#heart.beat(nextWithinMs);
    else if (
      stuckAfterMs > 0 &&
      this.#run !== undefined &&
      this.#stopping === undefined &&
      this.#stuck === undefined
    )
      this.#heart = this.#around.pulse.watch(this.#run, stuckAfterMs, (silentMs) =>
        this.#kill(`it was stuck for ${silentMs} ms`),
      );
  }

  #kill(why: string): void {
    this.#stuck = new ActorError('stuck', this.name, `${this.name}: ${why} and was killed`);
    this.#isReady = false;
    this.#unwatch();
    this.#run?.kill();
  }

  #unwatch(): void {
    this.#notReady?.();
    this.#heart?.stop();
    this.#heart = undefined;
  }

  #exited(cause: ActorError | undefined): void {
    const error = this.#stuck ?? cause;
    this.#run = undefined;
    this.#isReady = false;
    this.#stuck = undefined;
    this.#unwatch();
    this.vitals = undefined;
    if (this.#stopping !== undefined) this.#stopping.resolve();
    else if (error !== undefined) this.#failed(error);
  }

  #failed(error: ActorError): void {
    if (!this.#wasReady && error.code === 'create-failed') {
      this.#options.onFailed?.(error);
      return;
    }
    const nowUs = this.#around.clock.nowUs();
    const waitMs = this.#backoff.failedAfter((nowUs - this.#startedUs) / 1000);
    this.restarts++;
    this.#restart = this.#around.clock.at(nowUs + 1000 * waitMs, () => this.start());
    this.#options.onExit?.(error, waitMs);
  }
}
