import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { siblingModule } from '../sibling-module.ts';
import { System } from '../system.ts';
import { createFrameMemory, type Lease } from './frame-pool.ts';
import { Threads } from './thread-placement.ts';

const framer = siblingModule('../fixtures/framer', import.meta.url);
const echo = siblingModule('../fixtures/echo', import.meta.url);

test('a frame goes to a thread and back without being copied, and those that die with it come back by themselves', async (t) => {
  const threads = new Threads({ frames: createFrameMemory(3, 100) });
  const frames = threads.frames!;
  const { told, address } = open(t, threads);
  await once(told, 'ready');
  const lease = frames.take(50)!;
  const view = lease.bytes.fill(7);
  assert.equal(address.send(['add', lease]), 'ok');
  assert.equal(lease.isHeld, false);
  const [[what, back]] = (await once(told, 'message')) as [[string, Lease]];
  assert.equal(what, 'done with another’s');
  assert.equal(back.bytes.buffer, view.buffer);
  assert.deepEqual(new Set(view), new Set([8]));
  back.release();

  address.send(['keep', frames.take(1)!]);
  address.send(['die', frames.take(1)!]);
  const [error] = (await once(told, 'exit')) as [Error];
  assert.match(error.message, /asked to die/);
  assert.equal(frames.available, 3);
  await once(told, 'ready');
  address.send(['add', frames.take(2)!]);
  await once(told, 'message');
});

test('messages of many kinds arrive in order, however many there are', async (t) => {
  const { told, address } = open(t, 'thread', echo, { greeting: 'x' });
  await once(told, 'ready');
  const got: string[] = [];
  told.on('message', (message: string) => got.push(message));
  for (let sent = 0; sent < 2000; ) {
    const result = address.send(`number ${sent}`);
    if (result === 'ok') sent++;
    while (got.length < sent - 30) await new Promise(setImmediate);
  }
  while (got.length < 2000) await new Promise(setImmediate);
  assert.deepEqual(
    got,
    Array.from({ length: 2000 }, (_, at) => `x number ${at}`),
  );
  assert.throws(() => address.send('with a socket', 'normal', {} as never), { code: 'bad-option' });
});

function open(t: TestContext, place: Threads | 'thread', module = framer, config?: unknown) {
  const told = new EventEmitter();
  const system = new System();
  t.after(() => system.stop());
  const address = system.spawn<unknown, unknown, unknown>({
    name: 'stage',
    place,
    module,
    config,
    onReady: () => told.emit('ready'),
    onMessage: (message) => told.emit('message', message),
    onExit: (error) => told.emit('exit', error),
  });
  return { told, address };
}
