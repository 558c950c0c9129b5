import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ActorError } from '../error.ts';
import { FakePlacement } from '../fixtures/fake-placement.ts';
import { System } from '../system.ts';
import { VirtualClock } from '../time/clock.ts';
import type { Address } from './address.ts';
import type { Group, SpawnOptions } from './group.ts';

test('one that is not to be restarted stays away, and its owner is told', async () => {
  const { clock, place, log, spawn, system } = open();
  const address = spawn(system, 'once', { strategy: 'stop' });
  await pass(clock, 0);
  place.fail('once');
  await pass(clock, 60_000);
  assert.deepEqual(log, ['once failed: crash']);
  assert.equal(address.send('anyone?'), 'gone');
  assert.equal(place.runs.length, 1);
});

test('more restarts than the limit escalate, and what has no group around it ends the system', async () => {
  const { clock, place, log, spawn, system } = open();
  spawn(system, 'other');
  spawn(system, 'shaky', { limit: { restarts: 2, withinMs: 10_000 } });
  for (const atMs of [0, 6000, 11_000, 12_000]) {
    clock.advance(1000 * atMs - clock.nowUs());
    await pass(clock, 100);
    place.fail('shaky');
  }
  // The failure at 0 s is not in the window of the one at 11 s, that of 6 s is in the one of 12 s.
  assert.deepEqual(log, ['shaky exit: crash', 'shaky exit: crash', 'shaky exit: crash', 'fatal: crash']);
  await pass(clock, 60_000);
  assert.deepEqual(place.running(), []);
  assert.throws(() => spawn(system, 'late'), { code: 'stopped' });
});

test('a group whose member escalates starts anew as a whole, in order and under the same addresses', async () => {
  const { clock, place, log, spawn, system } = open();
  const outsider = spawn(system, 'outsider');
  const group = system.group({
    name: 'pair',
    onExit: (error, ms) => log.push(`pair exit ${ms}: ${error.message}`),
  });
  const source = spawn(group, 'source', { strategy: 'escalate' });
  const sink = spawn(group, 'sink');
  await pass(clock, 0);
  place.fail('source');
  assert.deepEqual(log, ['source exit: pair: crash', 'sink exit: pair: crash', 'pair exit 0: crash']);
  assert.deepEqual([source.send('a'), sink.send('a'), outsider.send('a')], ['gone', 'gone', 'ok']);
  await pass(clock, 10);
  assert.deepEqual(place.running(), ['outsider', 'source', 'sink']);
  assert.deepEqual([source.send('b'), sink.send('b')], ['ok', 'ok']);
  assert.deepEqual([source.restarts, sink.restarts, outsider.restarts], [1, 1, 0]);
});

test('a group within a group escalates to that one, which may let it be', async () => {
  const { clock, place, log, spawn, system } = open();
  const outer = system.group({ name: 'outer', strategy: 'stop', onFailed: () => log.push('outer failed') });
  spawn(outer, 'neighbour');
  const inner = outer.group({ name: 'inner', limit: { restarts: 1, withinMs: 60_000 } });
  spawn(inner, 'deep', { strategy: 'escalate' });
  spawn(system, 'outsider');
  await pass(clock, 0);
  place.fail('deep');
  await pass(clock, 1000);
  assert.deepEqual(place.running(), ['neighbour', 'outsider', 'deep']);
  place.fail('deep');
  await pass(clock, 60_000);
  assert.deepEqual(log, [
    'deep exit: inner: crash',
    'neighbour failed: outer: crash',
    'deep failed: outer: crash',
    'outer failed',
  ]);
  assert.deepEqual(place.running(), ['outsider']);
});

for (const isObedient of [true, false])
  test(`a group that recovers within one that is away waits for that, though its members stop ${isObedient ? 'at once' : 'late'}`, async () => {
    const { clock, place, spawn, system } = open();
    const outer = system.group({ name: 'outer', backoff: { firstMs: 1000 } });
    spawn(outer, 'boss', { strategy: 'escalate' });
    const inner = outer.group({ name: 'inner' });
    spawn(inner, 'other');
    spawn(inner, 'deep', { strategy: 'escalate' });
    await pass(clock, 0);
    for (const name of ['boss', 'deep']) {
      place.fail(name);
      await pass(clock, 10);
    }
    place.isObedient = isObedient;
    // The second failures: inner would start again in 50 ms, outer in 500.
    place.fail('deep');
    if (isObedient) await pass(clock, 0);
    place.fail('boss');
    if (!isObedient) place.run('other').exit(undefined);
    await pass(clock, 400);
    assert.deepEqual(place.running(), []);
    await pass(clock, 100);
    assert.deepEqual(place.running(), ['boss', 'other', 'deep']);
  });

test('a group that is stopped while it recovers stays away, and is forgotten', async () => {
  const { clock, place, spawn, system } = open();
  const group = system.group({ name: 'pair' });
  spawn(group, 'source', { strategy: 'escalate' });
  place.isObedient = false;
  spawn(group, 'sink');
  place.fail('source');
  const stopped = group.stop();
  place.last.exit(undefined);
  await stopped;
  await pass(clock, 60_000);
  assert.deepEqual(place.running(), []);
  assert.throws(() => spawn(group, 'late'), { code: 'stopped' });
  await system.stop();
  assert.equal(clock.nextUs, Infinity);
});

test('each ends before those that it uses, all within one deadline, of which one that hangs takes only its share', async () => {
  const { clock, place, spawn, system } = open();
  place.isObedient = false;
  const link = spawn(system, 'link');
  const codec = spawn(system, 'codec', { after: [link] });
  spawn(system, 'camera', { after: [codec, link] });
  spawn(system, 'lamp');
  const asked = (): string[] =>
    place.runs.flatMap(({ spec, stopDeadlineMs }) =>
      stopDeadlineMs === undefined ? [] : [`${spec.name} ${stopDeadlineMs}`],
    );
  const stopped = system.stop(600);
  assert.deepEqual(asked(), ['camera 200', 'lamp 200']);
  place.run('camera').exit(undefined);
  place.run('lamp').exit(undefined);
  await pass(clock, 0);
  assert.deepEqual(asked(), ['codec 400', 'camera 200', 'lamp 200']);
  // It does not stop by itself, and is killed when its time is over.
  await pass(clock, 400);
  place.run('codec').exit(undefined);
  await pass(clock, 0);
  assert.deepEqual(asked(), ['link 200', 'codec 400', 'camera 200', 'lamp 200']);
  place.run('link').exit(undefined);
  await stopped;
});

test('what is not in the same group cannot be used, and says so', () => {
  const { spawn, system } = open();
  const group = system.group({ name: 'pair' });
  const inside = spawn(group, 'inside');
  assert.throws(() => spawn(system, 'outside', { after: [inside] }), {
    code: 'bad-option',
    actor: 'outside',
  });
});

/** A placement whose runs are known by name, each ready as soon as it is started. */
class NamedRuns extends FakePlacement {
  run(name: string) {
    return this.runs.findLast(({ spec }) => spec.name === name)!;
  }

  fail(name: string): void {
    this.run(name).exit(new ActorError('exited', name, 'crash'));
  }

  running(): string[] {
    return this.runs.flatMap(({ spec, isOver }) => (isOver ? [] : [spec.name]));
  }
}

function open() {
  const clock = new VirtualClock();
  const place = new NamedRuns();
  place.isQuick = true;
  const log: string[] = [];
  const system = new System({
    clock,
    random: () => 0,
    onFatal: ({ message }) => log.push(`fatal: ${message}`),
  });
  const spawn = (
    group: System | Group,
    name: string,
    options: Partial<SpawnOptions<undefined, string>> = {},
  ): Address<string> => {
    const address = group.spawn<undefined, string, string>({
      ...options,
      name,
      place,
      module: new URL('file:///nowhere'),
      config: undefined,
      onMessage() {},
      onExit: ({ message }) => log.push(`${name} exit: ${message}`),
      onFailed: ({ message }) => log.push(`${name} failed: ${message}`),
    });
    return address;
  };
  return { clock, place, log, system, spawn };
}

/** Lets time pass, and what was started meanwhile become ready. */
async function pass(clock: VirtualClock, ms: number): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  clock.advance(1000 * ms);
  await new Promise((resolve) => setImmediate(resolve));
}
