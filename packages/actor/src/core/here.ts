import type { Actor, ActorFactory, SendResult } from '../actor.ts';
import { ActorError } from '../error.ts';
import type { Priority } from '../inbox.ts';
import { Mailbox, toError } from '../mailbox.ts';
import type { RunStats } from '../stats.ts';
import {
  failedDeadlineMs,
  type Placement,
  type Run,
  type RunEvents,
  type StartSpec,
} from '../supervision/placement.ts';
import type { Clock } from '../time/clock.ts';
import { LoopDelayMeter } from '../vitals.ts';
import { RunningContext } from './running-context.ts';

/** Places actors in this thread. Nothing can end a handler that never returns here. */
export class Here implements Placement {
  readonly name = 'here';
  readonly #clock: Clock;
  /** Looked at only when someone asks: then the first answer is that nothing is known yet. */
  #delay: LoopDelayMeter | undefined;
  #delayMs: number | undefined;
  #readUs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(spec: StartSpec, events: RunEvents): Run {
    const run = new HereRun(spec, events, this.#clock, () => this.#loopDelayMs());
    queueMicrotask(() => run.begin());
    return run;
  }

  /** Over the last second or so, the same for all who ask within one. */
  #loopDelayMs(): number | undefined {
    const nowUs = this.#clock.nowUs();
    if (this.#delay === undefined) {
      this.#delay = new LoopDelayMeter();
      this.#readUs = nowUs;
    } else if (nowUs - this.#readUs >= delaySpanUs) {
      this.#delayMs = this.#delay.readP99Ms();
      this.#readUs = nowUs;
    }
    return this.#delayMs;
  }
}

const delaySpanUs = 900_000;

class HereRun implements Run {
  readonly #spec: StartSpec;
  readonly #events: RunEvents;
  readonly #clock: Clock;
  readonly #loopDelayMs: () => number | undefined;
  readonly #context: RunningContext<unknown>;
  readonly pid = undefined;
  #mailbox: Mailbox<unknown> | undefined;
  #isEnding = false;
  #isOver = false;

  constructor(spec: StartSpec, events: RunEvents, clock: Clock, loopDelayMs: () => number | undefined) {
    this.#loopDelayMs = loopDelayMs;
    this.#spec = spec;
    this.#events = events;
    this.#clock = clock;
    this.#context = new RunningContext(spec.name, clock, {
      emit: (message) => {
        events.onMessage(message);
        return 'ok';
      },
      willBlock() {},
      fail: (error) => this.#fail(error),
    });
  }

  begin(): void {
    this.#create().catch((error: unknown) => this.#fail(toError(error)));
  }

  send(message: unknown, priority: Priority, handle?: unknown): SendResult {
    return this.#mailbox?.deliver(message, priority, handle) ?? 'gone';
  }

  stats(): RunStats | undefined {
    return this.#mailbox?.stats(this.#loopDelayMs());
  }

  stop(deadlineMs: number): void {
    this.#end(undefined, deadlineMs);
  }

  kill(): void {
    this.#mailbox?.abandon(0).catch(() => {});
    this.#exit(new ActorError('exited', this.#spec.name, `${this.#spec.name}: it was killed`));
  }

  async #create(): Promise<void> {
    const { module, config, inbox } = this.#spec;
    const { create } =
      typeof module === 'function'
        ? { create: module }
        : ((await import(module.href)) as { create: unknown });
    const actor: Actor<unknown> = await (create as ActorFactory<unknown, unknown, unknown>)(
      config,
      this.#context,
    );
    const mailbox = new Mailbox(actor, (error) => this.#fail(error), inbox);
    this.#mailbox = mailbox;
    this.#context.mailbox = mailbox;
    if (!this.#isEnding) this.#events.onReady();
    else await mailbox.close(failedDeadlineMs).finally(() => this.#exit(undefined));
  }

  #fail(error: Error): void {
    const { code } = error as { code?: unknown };
    const kind = this.#mailbox === undefined ? 'create-failed' : 'exited';
    const causeCode = typeof code === 'string' ? code : undefined;
    this.#end(new ActorError(kind, this.#spec.name, error.message, causeCode), failedDeadlineMs);
  }

  /** Lets the actor release what it holds, but does not wait for that longer than `deadlineMs`. */
  #end(error: ActorError | undefined, deadlineMs: number): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    const exit = (): void => {
      cancel();
      this.#exit(error);
    };
    const cancel = this.#clock.at(this.#clock.nowUs() + 1000 * deadlineMs, exit);
    // While it is being made there is nothing to stop yet: that follows as soon as it is there.
    const mailbox = this.#mailbox;
    if (mailbox !== undefined)
      (error === undefined ? mailbox.close(deadlineMs) : mailbox.abandon(deadlineMs)).then(exit, exit);
    else if (error !== undefined) exit();
  }

  #exit(error: ActorError | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#isEnding = true;
    this.#context.timers.clear();
    this.#events.onExit(error);
  }
}
