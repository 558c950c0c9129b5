import type { SendHandle } from 'node:child_process';
import type { SendResult } from '../actor.ts';
import { ActorError } from '../error.ts';
import type { Priority } from '../inbox.ts';
import type { ActorStats } from '../stats.ts';
import type { Cancel, Clock } from '../time/clock.ts';
import type { Vitals } from '../vitals.ts';
import type { Address, Supervision } from './address.ts';
import type { Placement, Run } from './placement.ts';
import type { Heart, Pulse } from './pulse.ts';
import { RestartPolicy } from './restart-policy.ts';
import type { Member } from './stop-order.ts';

const defaultStuckAfterMs = 400;

/** What a supervisor needs of its system, and where it escalates to. */
export interface Surroundings {
  readonly clock: Clock;
  readonly pulse: Pulse;
  /** Uniform numbers in [0, 1). */
  readonly random: () => number;
  escalate(error: ActorError): void;
}

/** Keeps one actor running, wherever it was placed, and is its address. */
export class Supervised<Config, In, Out> implements Address<In>, Member {
  readonly #options: Supervision<Config, Out>;
  readonly #placement: Placement;
  readonly #policy: RestartPolicy;
  readonly #around: Surroundings;
  readonly after: readonly Member[];
  #run: Run | undefined;
  #isReady = false;
  #wasReady = false;
  #restart: Cancel | undefined;
  #heart: Heart | undefined;
  #notReady: Cancel | undefined;
  /** Why the run was killed. */
  #stuck: ActorError | undefined;
  #halting: PromiseWithResolvers<void> | undefined;
  #isOver = false;
  #goneCount = 0;
  /** What all runs before this one had counted. */
  readonly #before = { full: 0, pushedOut: 0, handledCount: 0 };
  vitals: Vitals | undefined;
  restarts = 0;

  constructor(
    options: Supervision<Config, Out>,
    placement: Placement,
    after: readonly Member[],
    around: Surroundings,
  ) {
    this.#options = options;
    this.#placement = placement;
    this.after = after;
    this.#around = around;
    this.#policy = new RestartPolicy(options, around.random, around.clock);
  }

  get name(): string {
    return this.#options.name;
  }

  get actors(): readonly [this] {
    return [this];
  }

  get pid(): number | undefined {
    return this.#run?.pid;
  }

  send(message: In, priority: Priority = 'normal', handle?: SendHandle): SendResult {
    const result = this.#isReady ? this.#run!.send(message, priority, handle) : 'gone';
    if (result === 'gone') this.#goneCount++;
    return result;
  }

  stats(): ActorStats {
    const now = this.#run?.stats();
    const before = this.#before;
    return {
      name: this.name,
      place: this.#placement.name,
      state: this.#state(),
      depth: now?.depth ?? 0,
      dropped: {
        full: before.full + (now?.full ?? 0),
        pushedOut: before.pushedOut + (now?.pushedOut ?? 0),
        gone: this.#goneCount,
      },
      handledCount: before.handledCount + (now?.handledCount ?? 0),
      handlingUs: now?.handlingUs,
      restarts: this.restarts,
      loopDelayMs: now?.loopDelayMs,
    };
  }

  start(): void {
    if (this.#isOver) return;
    const { name, module, config, inbox = {}, readyWithinMs } = this.#options;
    this.#policy.started();
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
    const dueUs = this.#around.clock.nowUs() + 1000 * readyWithinMs;
    this.#notReady = this.#around.clock.at(dueUs, () =>
      this.#kill(`it was not ready within ${readyWithinMs} ms`),
    );
  }

  halt(deadlineMs: number): Promise<void> {
    if (this.#halting !== undefined) return this.#halting.promise;
    this.#restart?.();
    this.#unwatch();
    this.#isReady = false;
    if (this.#run === undefined) return Promise.resolve();
    this.#halting = Promise.withResolvers();
    const { promise } = this.#halting;
    this.#run.stop(deadlineMs);
    return promise;
  }

  away(why: string, restartInMs: number | undefined): void {
    if (this.#isOver) return;
    const error = new ActorError('escalated', this.name, why);
    if (restartInMs === undefined) {
      this.#fail(error);
      return;
    }
    this.#policy.forget();
    this.restarts++;
    this.#options.onExit?.(error, restartInMs);
  }

  end(): void {
    this.#isOver = true;
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
      this.#halting === undefined &&
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

  #state(): ActorStats['state'] {
    if (this.#halting !== undefined) return 'stopping';
    if (this.#isOver) return 'ended';
    if (this.#run === undefined || this.#stuck !== undefined) return 'away';
    return this.#isReady ? 'running' : 'starting';
  }

  #exited(cause: ActorError | undefined): void {
    const last = this.#run?.stats();
    if (last !== undefined) {
      this.#before.full += last.full;
      this.#before.pushedOut += last.pushedOut;
      this.#before.handledCount += last.handledCount;
    }
    const error = this.#stuck ?? cause;
    this.#run = undefined;
    this.#isReady = false;
    this.#stuck = undefined;
    this.#unwatch();
    this.vitals = undefined;
    const halting = this.#halting;
    this.#halting = undefined;
    if (halting !== undefined) halting.resolve();
    else if (error !== undefined && !this.#isOver) this.#failed(error);
  }

  #failed(error: ActorError): void {
    const isUnmade = !this.#wasReady && error.code === 'create-failed';
    const decision =
      isUnmade && this.#options.strategy !== 'escalate' ? ({ kind: 'stop' } as const) : this.#policy.decide();
    switch (decision.kind) {
      case 'stop':
        this.#fail(error);
        return;
      case 'escalate':
        this.#around.escalate(error);
        return;
      case 'restart': {
        const { waitMs } = decision;
        const { clock } = this.#around;
        this.restarts++;
        this.#restart = clock.at(clock.nowUs() + 1000 * waitMs, () => this.start());
        this.#options.onExit?.(error, waitMs);
      }
    }
  }

  #fail(error: ActorError): void {
    this.end();
    this.#options.onFailed?.(error);
  }
}
