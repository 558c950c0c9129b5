import { Worker } from 'node:worker_threads';
import type { SendResult } from '../actor.ts';
import { ActorError } from '../error.ts';
import type { Priority } from '../inbox.ts';
import { toError } from '../mailbox.ts';
import { siblingModule } from '../sibling-module.ts';
import type { RunStats } from '../stats.ts';
import {
  failedDeadlineMs,
  moduleOf,
  type Placement,
  type Run,
  type RunEvents,
  type StartSpec,
} from '../supervision/placement.ts';
import { type FrameMemory, FramePool } from './frame-pool.ts';
import { PipeReader, PipeWriter } from './pipe.ts';
import { bell, type FromThread, priorities, type ThreadStart, type ToThread } from './protocol.ts';
import { createRing } from './ring.ts';

const host = siblingModule('./thread-host', import.meta.url);

/** What threads share. */
export interface ThreadsOptions {
  /** Memory for frames that go from thread to thread by their lease; without it none do. The supervisor's thread is owner 1. */
  readonly frames?: FrameMemory;
  /** Bytes of the ring in each direction, a power of two; the longest message is half of it. Default 256 KiB. */
  readonly ringBytes?: number;
}

/** The supervisor's thread as an owner of frames. */
const supervisor = 1;
/** Messages that are handed over in one turn of the loop. */
const mostAtOnce = 1000;
/** No two runs are the same owner. */
let lastOwner = supervisor;

/** Places each actor in a thread of its own, with messages through shared memory. An actor that is stuck there can be ended; one that brings the process down cannot. */
export class Threads implements Placement {
  readonly name = 'thread';
  readonly #options: ThreadsOptions;
  /** The supervisor's frames; undefined without memory for them. */
  readonly frames: FramePool | undefined;

  constructor(options: ThreadsOptions = {}) {
    this.#options = options;
    this.frames = options.frames === undefined ? undefined : new FramePool(options.frames, supervisor);
  }

  start(spec: StartSpec, events: RunEvents): Run {
    return new ThreadRun(spec, moduleOf(spec), events, this.frames, this.#options.ringBytes ?? 2 ** 18);
  }
}

class ThreadRun implements Run {
  readonly pid = undefined;
  readonly #name: string;
  readonly #worker: Worker;
  readonly #writer: PipeWriter;
  readonly #reader: PipeReader;
  readonly #events: RunEvents;
  readonly #frames: FramePool | undefined;
  readonly #owner = ++lastOwner;
  readonly #to: SharedArrayBuffer;
  readonly #tellOwner = (message: unknown): void => this.#events.onMessage(message);
  #stats: RunStats | undefined;
  #refused = 0;
  #failure: { message: string; code: string | undefined } | undefined;
  #problem: Error | undefined;
  #isReady = false;
  #isStopping = false;
  #isOver = false;

  constructor(
    spec: StartSpec,
    module: URL,
    events: RunEvents,
    frames: FramePool | undefined,
    ringBytes: number,
  ) {
    const { name, config, inbox } = spec;
    this.#name = name;
    this.#events = events;
    this.#frames = frames;
    this.#to = createRing(ringBytes);
    const from = createRing(ringBytes);
    const start: ThreadStart = {
      name,
      module: module.href,
      config,
      inbox,
      to: this.#to,
      from,
      frames: frames?.memory,
      owner: this.#owner,
      supervisor,
    };
    // What an actor prints would end up in the middle of what the command prints for scripts.
    this.#worker = new Worker(host, { workerData: start, name, stdout: true });
    this.#writer = new PipeWriter(this.#to, { bell: () => this.#tell(bell), reader: this.#owner });
    this.#reader = new PipeReader(from, frames);
    this.#reader.arm();
    this.#worker.on('message', (message: FromThread) => this.#hear(message));
    this.#worker.on('error', (error) => {
      this.#problem = error;
    });
    this.#worker.once('exit', (status) => this.#exited(status));
  }

  send(message: unknown, priority: Priority, handle?: unknown): SendResult {
    if (handle !== undefined)
      throw new ActorError('bad-option', this.#name, `${this.#name}: an open socket cannot go to a thread`);
    const result = this.#writer.send([priorities.indexOf(priority), message]);
    if (result === 'full') this.#refused++;
    return result;
  }

  stop(deadlineMs: number): void {
    this.#isStopping = true;
    this.#tell({ kind: 'stop', withinMs: deadlineMs });
    this.#killAfter(deadlineMs);
  }

  kill(): void {
    void this.#worker.terminate();
  }

  stats(): RunStats | undefined {
    return this.#stats && { ...this.#stats, full: this.#stats.full + this.#refused };
  }

  #tell(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromThread): void {
    if (message === bell) return this.#drain();
    if (message.kind === 'beat') this.#events.onHeartbeat(message.nextWithinMs);
    else if (message.kind === 'stats') this.#stats = message.stats;
    else if (message.kind === 'failed') {
      this.#failure = message;
      this.#killAfter(failedDeadlineMs);
    } else {
      this.#isReady = true;
      this.#events.onReady();
      this.#events.onHeartbeat();
    }
  }

  /** A thread that says more and more lets this one go on with the rest of its work in between. */
  #drain(): void {
    try {
      do {
        // What an ended one has left is heard at once: nothing may follow its end.
        const most = this.#isOver ? Number.POSITIVE_INFINITY : mostAtOnce;
        if (this.#reader.take(this.#tellOwner, most) === mostAtOnce && !this.#isOver) {
          setImmediate(() => {
            if (!this.#isOver) this.#drain();
          });
          return;
        }
      } while (!this.#reader.arm());
    } catch (error) {
      this.#problem ??= toError(error);
      this.kill();
    }
  }

  #killAfter(deadlineMs: number): void {
    const kill = setTimeout(() => this.kill(), deadlineMs);
    this.#worker.once('exit', () => clearTimeout(kill));
  }

  #exited(status: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    // What it said before is heard, and nobody writes for it any more, before its frames are somebody's again.
    this.#drain();
    new PipeReader(this.#to).close();
    this.#frames?.reclaim(this.#owner);
    this.#events.onExit(this.#isStopping ? undefined : this.#explain(status));
  }

  #explain(status: number): ActorError {
    const failure = this.#failure ?? this.#problem;
    if (failure === undefined)
      return new ActorError('exited', this.#name, `${this.#name}: its thread ended with status ${status}`);
    const { code } = failure as { code?: unknown };
    const kind = this.#isReady ? 'exited' : 'create-failed';
    return new ActorError(kind, this.#name, failure.message, typeof code === 'string' ? code : undefined);
  }
}
