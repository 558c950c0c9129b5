import type { SendHandle } from 'node:child_process';
import type { Actor, ActorFactory, SendResult } from './actor.ts';
import { Backoff } from './backoff.ts';
import { ActorError } from './error.ts';
import { Mailbox, toError } from './mailbox.ts';
import { ProcessActor } from './process/process-actor.ts';
import type { Vitals } from './vitals.ts';

/** Where messages for an actor go. It stays the same when the actor is restarted. */
export interface Address<In> {
  readonly name: string;
  /** Process id while the actor runs in a process of its own. */
  readonly pid: number | undefined;
  /** How often it was started anew. */
  readonly restarts: number;
  /** Hands over a message and perhaps an open socket. Never blocks; says what became of it. */
  send(message: In, handle?: SendHandle): SendResult;
  /** What its process last reported of itself; undefined before that and between runs. */
  readonly vitals: Vitals | undefined;
}

/** How to start an actor and what to tell its owner. */
export interface SpawnOptions<Config, Out> {
  readonly name: string;
  /** `process`: alone in a process, so that its crash is only its own. `here`: in this one. */
  readonly place: 'here' | 'process';
  /** Module that exports the actor's factory as `create`. */
  readonly module: URL;
  readonly config: Config;
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

/** Starts actors, starts them again when they die, and ends them all. */
export class System {
  readonly #random: () => number;
  readonly #actors: Stoppable[] = [];
  #stopping = false;

  /** @param options.random uniform numbers in [0, 1), for the jitter of restarts; default `Math.random` */
  constructor(options: { random?: () => number } = {}) {
    this.#random = options.random ?? Math.random;
  }

  /** Starts an actor under supervision and returns its lasting address. */
  spawn<Config, In, Out>(options: SpawnOptions<Config, Out>): Address<In> {
    if (this.#stopping) throw new ActorError('stopped', options.name, 'the system is stopping');
    const supervised = new Supervised<Config, In, Out>(options, new Backoff({ random: this.#random }));
    this.#actors.push(supervised);
    supervised.start();
    return supervised;
  }

  /** Vitals of all actors that run in processes of their own. */
  vitals(): Vitals[] {
    return this.#actors.flatMap((actor) => actor.vitals ?? []);
  }

  /** Stops every actor, the last spawned first, and resolves when all are gone: within half a second or so. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#actors.toReversed().map((actor) => actor.stop()));
    this.#actors.length = 0;
  }
}

/** What the system keeps of an actor, whatever its messages. */
type Stoppable = Pick<Supervised<unknown, unknown, unknown>, 'vitals' | 'stop'>;

class Supervised<Config, In, Out> implements Address<In> {
  readonly #options: SpawnOptions<Config, Out>;
  readonly #backoff: Backoff;
  #process: ProcessActor | undefined;
  #mailbox: Mailbox<In> | undefined;
  #startedMs = 0;
  #wasReady = false;
  #restart: NodeJS.Timeout | undefined;
  #stopping = false;
  #gone: (() => void) | undefined;
  vitals: Vitals | undefined;
  restarts = 0;

  constructor(options: SpawnOptions<Config, Out>, backoff: Backoff) {
    this.#options = options;
    this.#backoff = backoff;
  }

  get name(): string {
    return this.#options.name;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  send(message: In, handle?: SendHandle): SendResult {
    return (
      this.#process?.send(message, handle) ?? this.#mailbox?.deliver(message, 'normal', handle) ?? 'gone'
    );
  }

  start(): void {
    this.#startedMs = performance.now();
    if (this.#options.place === 'process') this.#startProcess();
    else this.#startHere().catch((error: unknown) => this.#exited(this.#failure(error)));
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    await this.#mailbox?.close();
    const running = this.#process;
    if (running === undefined) return;
    await new Promise<void>((resolve) => {
      this.#gone = resolve;
      running.stop(stopDeadlineMs);
    });
  }

  #startProcess(): void {
    this.#process = new ProcessActor(this.name, this.#options.module, this.#options.config, {
      onReady: () => this.#ready(),
      onMessage: (message) => this.#options.onMessage(message as Out),
      onVitals: (vitals) => {
        this.vitals = vitals;
      },
      onExit: (error) => this.#exited(error),
    });
  }

  async #startHere(): Promise<void> {
    const { create } = (await import(this.#options.module.href)) as { create: ActorFactory<Config, In, Out> };
    const fail = (error: Error): void => {
      this.#mailbox?.close().catch(() => {});
      this.#exited(this.#failure(error));
    };
    const actor: Actor<In> = await create(this.#options.config, {
      name: this.name,
      emit: (message) => {
        this.#options.onMessage(message);
        return 'ok';
      },
      fail,
    });
    if (this.#stopping) return actor.stop?.();
    this.#mailbox = new Mailbox(actor, fail);
    this.#ready();
  }

  #ready(): void {
    this.#wasReady = true;
    this.#options.onReady?.();
  }

  #failure(thrown: unknown): ActorError {
    const error = toError(thrown);
    const { code } = error as { code?: unknown };
    const kind = this.#wasReady ? 'exited' : 'create-failed';
    return new ActorError(kind, this.name, error.message, typeof code === 'string' ? code : undefined);
  }

  #exited(error: ActorError | undefined): void {
    this.#process = undefined;
    this.#mailbox = undefined;
    this.vitals = undefined;
    this.#gone?.();
    if (this.#stopping || error === undefined) return;
    if (!this.#wasReady && error.code === 'create-failed') {
      this.#options.onFailed?.(error);
      return;
    }
    const waitMs = this.#backoff.failedAfter(performance.now() - this.#startedMs);
    this.restarts++;
    this.#options.onExit?.(error, waitMs);
    this.#restart = setTimeout(() => this.start(), waitMs);
  }
}
