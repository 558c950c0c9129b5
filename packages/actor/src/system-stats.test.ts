import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor, ActorFactory } from './actor.ts';
import { siblingModule } from './sibling-module.ts';
import type { ActorStats } from './stats.ts';
import { System } from './system.ts';
import { VirtualClock } from './time/clock.ts';

test('what an actor does, drops and waits for can be read at any time, over its restarts', async () => {
  const clock = new VirtualClock();
  const system = new System({ clock, random: () => 0 });
  const group = system.group({ name: 'group' });
  const address = group.spawn<undefined, string, never>({
    name: 'stage',
    place: 'here',
    module: createThrower,
    config: undefined,
    inbox: { capacity: { normal: 2 } },
    onMessage() {},
  });
  const stats = (): ActorStats => system.stats()[0]!;
  assert.deepEqual(stats(), address.stats());
  assert.equal(stats().state, 'starting');
  assert.equal(address.send('too early'), 'gone');
  await settled();
  assert.deepEqual(
    ['a', 'b', 'c'].map((message) => address.send(message)),
    ['ok', 'ok', 'full'],
  );
  const { depth, state, place } = stats();
  assert.deepEqual({ depth, state, place }, { depth: 2, state: 'running', place: 'here' });
  await settled();
  assert.equal(stats().depth, 0);
  assert.equal(stats().handledCount, 2);
  assert.ok(stats().handlingUs!.p99 >= stats().handlingUs!.p50);
  address.send('throw');
  await settled();
  assert.equal(stats().state, 'away');
  clock.advance(0);
  await settled();
  address.send('d');
  await settled();
  assert.deepEqual(stats().dropped, { full: 1, pushedOut: 0, gone: 1 });
  assert.deepEqual([stats().handledCount, stats().restarts, stats().state], [3, 1, 'running']);
  await system.stop();
  assert.equal(stats().state, 'ended');
});

test('a process tells its own with its vitals', async () => {
  const system = new System();
  const told = Promise.withResolvers<void>();
  const address = system.spawn<{ greeting: string }, string, string>({
    name: 'echo',
    place: 'process',
    module: siblingModule('./fixtures/echo', import.meta.url),
    config: { greeting: 'hi' },
    onReady: () => address.send('there'),
    onMessage: () => told.resolve(),
  });
  await told.promise;
  while (address.stats().handledCount === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  const { place, state, depth, handledCount, handlingUs, loopDelayMs } = address.stats();
  assert.deepEqual(
    { place, state, depth, handledCount },
    { place: 'process', state: 'running', depth: 0, handledCount: 1 },
  );
  assert.ok(handlingUs!.p50 > 0);
  assert.ok(loopDelayMs! >= 0);
  await system.stop();
});

test('what a timer of an actor throws is healed, and its timers end with it', async () => {
  const clock = new VirtualClock();
  const system = new System({ clock, random: () => 0 });
  const said: unknown[] = [];
  system.spawn<undefined, never, unknown>({
    name: 'ticking',
    place: 'here',
    module(_config: undefined, context) {
      context.timers.every(10, () => context.self.send('tick'));
      context.timers.after(25, () => {
        throw new Error('asked to');
      });
      return { receive: (message) => void context.emit(message) };
    },
    config: undefined,
    onReady: () => said.push('ready'),
    onMessage: (message) => said.push(message),
    onExit: ({ message }) => said.push(message),
  });
  for (let passedMs = 0; passedMs < 40; passedMs += 5) {
    await settled();
    clock.advance(5000);
  }
  await settled();
  assert.deepEqual(said, ['ready', 'tick', 'tick', 'asked to', 'ready', 'tick']);
  await system.stop();
  assert.equal(clock.nextUs, Infinity);
});

/** Lets all that can run now run. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const createThrower: ActorFactory<undefined, string, never> = (): Actor<string> => ({
  receive(message) {
    if (message === 'throw') throw new Error('asked to');
  },
});
