// The program of a process that holds one actor. Its supervisor starts it, talks to it over the channel that `fork`
// gives, and when that channel closes the supervisor is gone and so is this.
import { setFlagsFromString } from 'node:v8';
import type { Actor, ActorFactory } from '../actor.ts';
import { RunningContext } from '../core/running-context.ts';
import { Mailbox, toError } from '../mailbox.ts';
import { failedDeadlineMs, heartbeatMs } from '../supervision/placement.ts';
import { systemClock } from '../time/clock.ts';
import { VitalsMeter } from '../vitals.ts';
import type { FromActor, ToActor } from './protocol.ts';

/** Unsent reports beyond this are refused: the supervisor is behind and memory is not its buffer. */
const maxUnsent = 256;
/** What an actor has to release what it holds when its supervisor is gone. */
const orphanDeadlineMs = 1000;
const vitalsEveryMs = 1000;
/** Exit status when the actor could not be made or failed in a way it could tell. */
const failedExitCode = 70;

// Threads that help to collect garbage have to be waited for in turn, which takes longer than what they help with when all cores are
// busy: 20 ms now and then beside an encoder, 0.3 without them.
setFlagsFromString('--no-parallel-scavenge');

const beat: FromActor = { kind: 'beat', nextWithinMs: undefined };
let unsent = 0;
let mailbox: Mailbox<unknown> | undefined;

// Ctrl-C reaches every process of the terminal's group. The supervisor gets it too and stops this one in order.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
process.on('disconnect', () => end(0, orphanDeadlineMs));
process.on('uncaughtException', fail);
process.on('unhandledRejection', (reason) => fail(toError(reason)));
process.on('message', (message: ToActor, handle: unknown) => {
  switch (message.kind) {
    case 'start':
      start(message).catch((error: unknown) => fail(toError(error)));
      return;
    case 'message':
      mailbox?.deliver(message.message, message.priority, handle);
      return;
    case 'stop':
      end(0, message.withinMs);
      return;
  }
});

async function start({ name, module, config, inbox }: Extract<ToActor, { kind: 'start' }>): Promise<void> {
  process.title = `ajar ${name}`;
  const { create } = (await import(module)) as { create: ActorFactory<unknown, unknown, unknown> };
  const context = new RunningContext<unknown>(name, systemClock, {
    emit: (message) => say({ kind: 'message', message }),
    fail,
    willBlock: (ms) => say({ kind: 'beat', nextWithinMs: ms + heartbeatMs }),
  });
  const actor: Actor<unknown> = await create(config, context);
  const fed = new Mailbox(actor, fail, inbox);
  mailbox = fed;
  context.mailbox = fed;
  say({ kind: 'ready' });
  setInterval(() => say(beat), heartbeatMs).unref();
  const meter = new VitalsMeter();
  setInterval(() => {
    const vitals = meter.read();
    say({ kind: 'vitals', vitals, stats: fed.stats(vitals.loopP99Ms) });
  }, vitalsEveryMs).unref();
}

function say(message: FromActor): 'ok' | 'full' | 'gone' {
  if (!process.connected) return 'gone';
  if (unsent >= maxUnsent) return 'full';
  unsent++;
  process.send!(message, undefined, undefined, said);
  return 'ok';
}

function said(): void {
  unsent--;
}

function fail(error: Error): void {
  const { code } = error as { code?: unknown };
  const failure: FromActor = {
    kind: 'failed',
    message: error.message,
    code: typeof code === 'string' ? code : undefined,
  };
  if (process.env['AJAR_TRACE'] !== undefined) process.stderr.write(`${error.stack}\n`);
  if (!process.connected) process.exit(failedExitCode);
  process.send!(failure, undefined, undefined, () => end(failedExitCode, failedDeadlineMs));
}

let ending = false;

/** Stops the actor and ends the process; the supervisor kills it if that takes too long, and when there is none any more it ends by itself. */
function end(status: number, withinMs: number): void {
  if (!process.connected) setTimeout(() => process.exit(failedExitCode), orphanDeadlineMs).unref();
  if (ending) return;
  ending = true;
  const stopped = (status === 0 ? mailbox?.close(withinMs) : mailbox?.abandon(withinMs)) ?? Promise.resolve();
  stopped.then(
    () => process.exit(status),
    () => process.exit(failedExitCode),
  );
}
