import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ActorFactory } from '../actor.ts';
import { ActorError } from '../error.ts';
import { FakePlacement, type FakeRun } from '../fixtures/fake-placement.ts';
import type { Priority } from '../inbox.ts';
import { System } from '../system.ts';
import { VirtualClock } from '../time/clock.ts';
import type { Address } from './address.ts';

/** What happens to one of the actors, or to all. */
const fault = fc.record({
  kind: fc.constantFrom(
    'crash',
    'crash',
    'crash',
    'fall silent',
    'start slowly',
    'stop slowly',
    'suspend all',
  ),
  victim: fc.nat(5),
  /** What passes afterwards. */
  thenMs: fc.constantFrom(0, 0, 0, 10, 60, 200, 1000),
});

test('property: whatever crashes or hangs when, a tree of groups comes back to the same wiring, and never has two runs of one actor', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fault, { maxLength: 40 }),
      fc.infiniteStream(fc.nat(999)),
      async (faults, randoms) => {
        const tree = plant(() => randoms.next().value! / 1000);
        await tree.pass(100);
        for (const { kind, victim, thenMs } of faults) {
          tree.strike(kind, victim);
          await tree.pass(thenMs);
        }
        await tree.pass(30_000);
        assert.deepEqual(
          tree.system.stats().map(({ name, state }) => `${name} ${state}`),
          names.map((name) => `${name} running`),
        );
        for (const [index, name] of names.entries()) {
          const [run, ...others] = tree.alive(name);
          assert.equal(others.length, 0);
          assert.deepEqual(run!.spec.config, { index });
          assert.equal(tree.addresses[index]!.send(`to ${name}`), 'ok');
          assert.equal(run!.received.at(-1), `to ${name}`);
        }
        const stopped = tree.system.stop();
        await tree.pass(500);
        await stopped;
        assert.equal(names.flatMap((name) => tree.alive(name)).length, 0);
        assert.equal(tree.clock.nextUs, Infinity);
      },
    ),
    { numRuns: 200 },
  );
});

const names = ['lone', 'source', 'filter', 'sink', 'deep', 'deeper'];

/** A lone actor, a group of three of which two escalate, and in that a group that escalates its third failure in a minute. */
function plant(random: () => number) {
  const clock = new VirtualClock();
  const place = new FakePlacement();
  place.isQuick = true;
  const system = new System({ clock, random, onFatal: ({ message }) => assert.fail(message) });
  const common = { place, module: new URL('file:///nowhere'), onMessage() {} };
  const lone = system.spawn<unknown, string, never>({ ...common, name: 'lone', config: { index: 0 } });
  const outer = system.group({ name: 'outer' });
  const source = outer.spawn<unknown, string, never>({ ...common, name: 'source', config: { index: 1 } });
  const filter = outer.spawn<unknown, string, never>({
    ...common,
    name: 'filter',
    config: { index: 2 },
    strategy: 'escalate',
    after: [source],
  });
  const sink = outer.spawn<unknown, string, never>({
    ...common,
    name: 'sink',
    config: { index: 3 },
    limit: { restarts: 2, withinMs: 1000 },
    after: [filter],
  });
  const inner = outer.group({ name: 'inner', limit: { restarts: 2, withinMs: 60_000 }, after: [sink] });
  const deep = inner.spawn<unknown, string, never>({ ...common, name: 'deep', config: { index: 4 } });
  const deeper = inner.spawn<unknown, string, never>({
    ...common,
    name: 'deeper',
    config: { index: 5 },
    strategy: 'escalate',
  });
  const silent = new Set<FakeRun>();
  const alive = (name: string): FakeRun[] =>
    place.runs.filter(({ spec, isOver }) => spec.name === name && !isOver);

  const strike = (kind: string, victim: number): void => {
    const name = names[victim]!;
    const [run] = alive(name);
    place.isQuick = kind !== 'start slowly';
    place.isObedient = kind !== 'stop slowly';
    if (kind === 'suspend all') clock.stall(5_000_000);
    else if (kind === 'fall silent') {
      if (run !== undefined) silent.add(run);
    } else run?.exit(new ActorError('exited', name, 'crash'));
  };
  const beat = (): void => {
    for (const name of names) {
      const runs = alive(name);
      assert.ok(runs.length <= 1, `${runs.length} runs of ${name}`);
      for (const run of runs)
        if (run.stopDeadlineMs !== undefined) run.exit(undefined);
        else if (!run.isReady) run.ready();
        else if (!silent.has(run)) run.events.onHeartbeat();
    }
  };
  /** Lets time pass, with heartbeats of all that can; those that stop slowly have stopped at the next one. */
  const pass = async (ms: number): Promise<void> => {
    for (let leftMs = ms; leftMs > 0; leftMs -= 100) {
      clock.advance(1000 * Math.min(100, leftMs));
      await new Promise((resolve) => setImmediate(resolve));
      beat();
    }
  };
  return { clock, system, addresses: [lone, source, filter, sink, deep, deeper], alive, strike, pass };
}

/** What somebody sends: to whom, and what it does there. */
const sent = fc.record({
  sender: fc.nat(2),
  to: fc.nat(2),
  priority: fc.constantFrom<Priority>('control', 'high', 'normal'),
  effect: fc.constantFrom('none', 'none', 'none', 'wait', 'throw', 'reject'),
  after: fc.constantFrom('nothing', 'nothing', 'a turn', 'all', 'a restart'),
});

test('property: whoever crashes when, no message is handled twice, and those of one sender are in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(sent, { maxLength: 60 }), async (messages) => {
      const clock = new VirtualClock();
      const system = new System({ clock, random: () => 0 });
      const log: Handled[] = [];
      const broken: string[] = [];
      const actors = [0, 1, 2].map(
        (index): Address<Sent> =>
          system.spawn<Logged, Sent, never>({
            name: `actor ${index}`,
            place: 'here',
            module: createLogged,
            config: { index, log, broken },
            inbox: { capacity: { control: 4, high: 4, normal: 4 } },
            onMessage() {},
          }),
      );
      await settled();
      const taken = new Set<number>();
      for (const [number, { sender, to, priority, effect, after }] of messages.entries()) {
        if (actors[to]!.send({ number, sender, priority, effect }, priority) === 'ok') taken.add(number);
        if (after === 'a turn') await new Promise((resolve) => setImmediate(resolve));
        if (after === 'a restart') clock.advance(200_000);
        if (after === 'all' || after === 'a restart') await settled();
      }
      for (let turn = 0; turn < 100; turn++) {
        clock.advance(100_000);
        await settled();
      }
      const numbers = log.map(({ number }) => number);
      assert.deepEqual(broken, []);
      assert.equal(new Set(numbers).size, numbers.length, 'handled twice');
      assert.ok(
        numbers.every((number) => taken.has(number)),
        'handled, but not taken',
      );
      for (const to of [0, 1, 2])
        for (const sender of [0, 1, 2])
          for (const priority of ['control', 'high', 'normal']) {
            const each = log.filter(
              (one) => one.to === to && one.sender === sender && one.priority === priority,
            );
            assert.deepEqual(
              each,
              each.toSorted((a, b) => a.number - b.number),
            );
          }
      for (const actor of actors) assert.equal(actor.send(probe), 'ok');
      await settled();
      assert.deepEqual(
        log.slice(-3).map(({ to }) => to),
        [0, 1, 2],
      );
      await system.stop();
    }),
    { numRuns: 60 },
  );
});

interface Sent {
  readonly number: number;
  readonly sender: number;
  readonly priority: Priority;
  readonly effect: string;
}

interface Handled extends Sent {
  readonly to: number;
}

interface Logged {
  readonly index: number;
  readonly log: Handled[];
  /** What must not happen. */
  readonly broken: string[];
}

const probe: Sent = { number: -1, sender: -1, priority: 'normal', effect: 'none' };

/** Logs what it gets, and then does what the message says. */
const createLogged: ActorFactory<Logged, Sent, never> = ({ index, log, broken }) => {
  let busy = false;
  return {
    receive(message) {
      if (busy) broken.push(`two at once: ${message.number}`);
      log.push({ ...message, to: index });
      if (message.effect === 'throw') throw new Error('asked to throw');
      if (message.effect === 'reject') return Promise.reject(new Error('asked to reject'));
      if (message.effect === 'wait') {
        busy = true;
        return new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve))).then(() => {
          busy = false;
        });
      }
      return undefined;
    },
  };
};

/** Lets all that can run now run. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}
