import { type ChildProcess, fork, type SendHandle } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SendResult } from '../actor.ts';
import { ActorError } from '../error.ts';
import type { Priority } from '../inbox.ts';
import { siblingModule } from '../sibling-module.ts';
import type { RunStats } from '../stats.ts';
import {
  failedDeadlineMs,
  moduleOf,
  type Placement,
  type ProcessorShare,
  type Run,
  type RunEvents,
  type StartSpec,
} from '../supervision/placement.ts';
import { killOrphansSoon, supervisorVariable } from './orphans.ts';
import { processorShare } from './processor-share.ts';
import type { FromActor, ToActor } from './protocol.ts';

const host = fileURLToPath(siblingModule('./host', import.meta.url));

/** Unsent messages beyond this are refused: the process is behind. */
const maxUnsent = 256;
/** Characters kept of what a process printed last. */
const maxLastWords = 400;

/** Places each actor alone in a process. */
export const processes: Placement = {
  name: 'process',
  start: (spec, events) => new ProcessActor(spec, moduleOf(spec), events),
};

/** One run of one actor in a process of its own. */
class ProcessActor implements Run {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #said = (): void => {
    this.#unsent--;
  };
  #unsent = 0;
  #refused = 0;
  #stats: RunStats | undefined;
  #ready = false;
  #stopping = false;
  #lastWords = '';
  #failure: { message: string; code: string | undefined } | undefined;

  constructor({ name, config, inbox }: StartSpec, module: URL, events: RunEvents) {
    this.#name = name;
    killOrphansSoon();
    this.#child = fork(host, {
      env: { ...process.env, [supervisorVariable]: String(process.pid) },
      serialization: 'advanced',
      // What native libraries print by themselves is not for people, but its end explains a crash. An actor's own
      // output would end up in the middle of what the command prints for scripts.
      stdio: ['ignore', 'ignore', process.env['AJAR_TRACE'] === undefined ? 'pipe' : 'inherit', 'ipc'],
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#lastWords = (this.#lastWords + chunk.toString()).slice(-maxLastWords);
    });
    this.#child.on('message', (message: FromActor) => {
      if (message.kind === 'message') events.onMessage(message.message);
      else if (message.kind === 'beat') events.onHeartbeat(message.nextWithinMs);
      else if (message.kind === 'vitals') {
        this.#stats = message.stats;
        events.onVitals(message.vitals);
      } else if (message.kind === 'failed') this.#failed(message);
      else {
        this.#ready = true;
        events.onReady();
        events.onHeartbeat();
      }
    });
    let over = false;
    const exited = (code: number | null, signal: NodeJS.Signals | null): void => {
      if (over) return;
      over = true;
      events.onExit(this.#stopping ? undefined : this.#explain(code, signal));
    };
    this.#child.once('exit', exited);
    this.#child.once('error', (error) => {
      this.#failure ??= { message: error.message, code: undefined };
      if (this.#child.pid === undefined) exited(null, null);
    });
    this.#send({ kind: 'start', name, module: module.href, config, inbox });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: unknown, priority: Priority, handle?: SendHandle): SendResult {
    return this.#send({ kind: 'message', message, priority }, handle);
  }

  stop(deadlineMs: number): void {
    this.#stopping = true;
    this.#send({ kind: 'stop', withinMs: deadlineMs });
    this.#killAfter(deadlineMs);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** What was refused here is added to what its inbox did not take. */
  stats(): RunStats | undefined {
    return this.#stats && { ...this.#stats, full: this.#stats.full + this.#refused };
  }

  processor(): ProcessorShare | undefined {
    return this.pid === undefined ? undefined : processorShare(this.pid);
  }

  #failed(failure: { message: string; code: string | undefined }): void {
    this.#failure = failure;
    this.#killAfter(failedDeadlineMs);
  }

  #killAfter(deadlineMs: number): void {
    const kill = setTimeout(() => this.kill(), deadlineMs);
    this.#child.once('exit', () => clearTimeout(kill));
  }

  #send(message: ToActor, handle?: SendHandle): SendResult {
    if (!this.#child.connected) return 'gone';
    if (this.#unsent >= maxUnsent) {
      this.#refused++;
      return 'full';
    }
    this.#unsent++;
    // `keepOpen` stays false: a socket handed over is the other process's from here on.
    this.#child.send(message, handle, undefined, this.#said);
    return 'ok';
  }

  #explain(status: number | null, signal: NodeJS.Signals | null): ActorError {
    if (this.#failure !== undefined) {
      const kind = this.#ready ? 'exited' : 'create-failed';
      return new ActorError(kind, this.#name, this.#failure.message, this.#failure.code);
    }
    const how = signal === null ? `with status ${status ?? 'unknown'}` : `by ${signal}`;
    const last = this.#lastWords.trim().split('\n').at(-1);
    const said = last === undefined || last === '' ? '' : ` (${last})`;
    return new ActorError('exited', this.#name, `${this.#name}: its process ended ${how}${said}`);
  }
}
