import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';

/** One process of a bench. It gets one job, says when it is ready, and hands over what it found when it is asked to. */
export interface Child<Result> {
  readonly pid: number;
  /** What it has to say before it can start, such as where it listens. */
  readonly ready: Promise<unknown>;
  /** Resolves when the child has done what it was told, with its answer if it has one. */
  send(message: unknown): Promise<unknown>;
  /** Asks for the result, ends the process, and gives the result. */
  finish(): Promise<Result>;
  kill(): void;
}

/** What runs in such a process. */
export interface Job<Result> {
  /** Anything that the parent has to know first. */
  readonly ready?: unknown;
  receive?(message: unknown): unknown;
  finish(): Promise<Result> | Result;
}

interface ToChild {
  readonly kind: 'start' | 'message' | 'finish';
  readonly body?: unknown;
}

type FromChild =
  | { readonly kind: 'done'; readonly body: unknown }
  | { readonly kind: 'ready'; readonly body: unknown }
  | { readonly kind: 'result'; readonly body: unknown }
  | { readonly kind: 'failed'; readonly message: string };

/** Starts a module that calls {@link runJob}. */
export function startChild<Config, Result>(module: URL, config: Config): Child<Result> {
  const child = fork(module, { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ready = deferred<unknown>();
  const result = deferred<Result>();
  const orders: Deferred<unknown>[] = [];
  const fail = (why: string): void => {
    const error = new Error(`${module.pathname.split('/').at(-1)}: ${why}`);
    for (const open of [ready, result, ...orders]) open.reject(error);
  };
  child.on('message', (message: FromChild) => {
    if (message.kind === 'done') orders.shift()?.resolve(message.body);
    else if (message.kind === 'ready') ready.resolve(message.body);
    else if (message.kind === 'result') result.resolve(message.body as Result);
    else fail(message.message);
  });
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code, signal) => fail(`ended with ${signal ?? code}`));
  const order = (message: ToChild): void => {
    if (child.connected) child.send(message);
  };
  order({ kind: 'start', body: config });
  return {
    pid: child.pid!,
    ready: ready.promise,
    send: async (body) => {
      const done = deferred<unknown>();
      orders.push(done);
      order({ kind: 'message', body });
      return done.promise;
    },
    finish: async () => {
      order({ kind: 'finish' });
      const body = await result.promise;
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      return body;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** The other end: makes the job from its configuration and serves the parent until it has had the result, or is gone. */
export function runJob<Config, Result>(make: (config: Config) => Promise<Job<Result>> | Job<Result>): void {
  // As the processes of a portal do.
  setFlagsFromString('--no-parallel-scavenge');
  let job: Job<Result> | undefined;
  const serve = async ({ kind, body }: ToChild): Promise<void> => {
    if (kind === 'start') {
      job = await make(body as Config);
      tell({ kind: 'ready', body: job.ready });
    } else if (kind === 'message') {
      tell({ kind: 'done', body: await job?.receive?.(body) });
    } else if (job) tell({ kind: 'result', body: await job.finish() });
  };
  process.on('message', (message: ToChild) => {
    serve(message).catch((error: unknown) =>
      tell({ kind: 'failed', message: String((error as Error).stack) }),
    );
  });
  process.on('disconnect', () => process.exit(0));
}

function tell(message: FromChild): void {
  process.send?.(message);
}

interface Deferred<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: Error) => void;
}

/** A promise from outside whose failure may also go unheard: a child that is not awaited may end at any time. */
function deferred<Value>(): Deferred<Value> {
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
