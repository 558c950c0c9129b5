// The program of a thread that holds one actor. What it is told comes through a ring in shared memory, or beside it when it is about the
// thread itself.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Actor, ActorFactory, SendResult } from '../actor.ts';
import { RunningContext } from '../core/running-context.ts';
import type { InboxOptions } from '../inbox.ts';
import { Mailbox, toError } from '../mailbox.ts';
import { failedDeadlineMs, heartbeatMs } from '../supervision/placement.ts';
import { systemClock } from '../time/clock.ts';
import { LoopDelayMeter } from '../vitals.ts';
import { FramePool } from './frame-pool.ts';
import { PipeReader, PipeWriter } from './pipe.ts';
import {
  bell,
  type Envelope,
  type FromThread,
  priorities,
  type ThreadStart,
  type ToThread,
} from './protocol.ts';

const statsEveryMs = 1000;
const failedExitCode = 70;

const { name, module, config, inbox, to, from, frames, owner, supervisor } = workerData as ThreadStart;
const port = parentPort as MessagePort;
const pool = frames === undefined ? undefined : new FramePool(frames, owner);
const reader = new PipeReader(to, pool);
const writer = new PipeWriter(from, { bell: () => say(bell), reader: supervisor });
let mailbox: Mailbox<unknown> | undefined;
let isEnding = false;

process.on('uncaughtException', fail);
process.on('unhandledRejection', (reason) => fail(toError(reason)));
port.on('message', (message: ToThread) => {
  if (message === bell) drain();
  else end(0, message.withinMs);
});
start().catch((error: unknown) => fail(toError(error)));

async function start(): Promise<void> {
  const { create } = (await import(module)) as { create: ActorFactory<unknown, unknown, unknown> };
  const context = new RunningContext<unknown>(
    name,
    systemClock,
    {
      emit,
      fail,
      willBlock: (ms) => say({ kind: 'beat', nextWithinMs: ms + heartbeatMs }),
    },
    pool,
  );
  const actor: Actor<unknown> = await create(config, context);
  const fed = new Mailbox(actor, fail, inbox as InboxOptions);
  mailbox = fed;
  context.mailbox = fed;
  say({ kind: 'ready' });
  setInterval(() => say({ kind: 'beat', nextWithinMs: undefined }), heartbeatMs);
  const delay = new LoopDelayMeter();
  setInterval(() => say({ kind: 'stats', stats: fed.stats(delay.readP99Ms()) }), statsEveryMs);
  drain();
}

/** Hands everything over that has come, and asks for the bell at what comes next. */
function drain(): void {
  if (mailbox === undefined) return;
  do reader.take(deliver);
  while (!reader.arm());
}

function deliver(envelope: unknown): void {
  const [priority, message] = envelope as Envelope;
  mailbox?.deliver(message, priorities[priority]);
}

function emit(message: unknown): SendResult {
  return writer.send(message);
}

function say(message: FromThread): void {
  port.postMessage(message);
}

function fail(error: Error): void {
  const { code } = error as { code?: unknown };
  say({ kind: 'failed', message: error.message, code: typeof code === 'string' ? code : undefined });
  end(failedExitCode, failedDeadlineMs);
}

function end(status: number, withinMs: number): void {
  if (isEnding) return;
  isEnding = true;
  const stopped = (status === 0 ? mailbox?.close(withinMs) : mailbox?.abandon(withinMs)) ?? Promise.resolve();
  const exit = (): void => {
    // What was said last is on its way only once this turn of the loop is over.
    setImmediate(() => process.exit(status));
  };
  stopped.then(exit, exit);
}
