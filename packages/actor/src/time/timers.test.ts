import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { VirtualClock } from './clock.ts';
import { Timers } from './timers.ts';

test('once is once, and taken back is never', () => {
  const { clock, timers, at, fired } = open();
  timers.after(20, at('late'));
  timers.after(10, at('soon'));
  const cancel = timers.after(15, at('never'));
  cancel();
  cancel();
  clock.advance(1e6);
  assert.deepEqual(fired, ['soon 10', 'late 20']);
  assert.equal(timers.waiting, 0);
});

test('after a stall of 35 ms: drifting goes on from there, a rate makes up for it, a beat waits for the next', () => {
  assert.deepEqual(
    throughAStall((timers, task) => timers.every(10, task)),
    ['x 10', 'x 45', 'x 55', 'x 65'],
  );
  assert.deepEqual(
    throughAStall((timers, task) => timers.atRate(10, task)),
    ['x 10', 'x 45', 'x 45', 'x 45', 'x 50', 'x 60', 'x 70'],
  );
  assert.deepEqual(
    throughAStall((timers, task) => timers.onBeat(10, task)),
    ['x 10', 'x 45', 'x 50', 'x 60', 'x 70'],
  );
});

test('a task may take itself back, and all end with their actor', () => {
  const { clock, timers, at, fired } = open();
  let left = 3;
  const cancel = timers.every(10, () => {
    at('x')();
    if (--left === 0) cancel();
  });
  timers.atRate(100, at('y'));
  clock.advance(150_000);
  assert.deepEqual(fired, ['x 10', 'x 20', 'x 30', 'y 100']);
  timers.clear();
  clock.advance(1e6);
  assert.equal(fired.length, 4);
  assert.equal(clock.nextUs, Infinity);
});

test('a period of nothing, or that is no number, is refused by name', () => {
  const { timers } = open();
  for (const ms of [0, -1, Number.NaN, Infinity])
    assert.throws(() => timers.every(ms, () => {}), { code: 'bad-option', actor: 'clockwork' });
});

test('however time passes, a rate keeps its count and nothing is ever early', () => {
  const steps = fc.array(fc.record({ us: fc.integer({ min: 0, max: 50_000 }), stalls: fc.boolean() }));
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 20 }), (passes, ms) => {
      const { clock, timers } = open();
      let count = 0;
      timers.atRate(ms, () => {
        count++;
        assert.ok(clock.nowUs() >= count * ms * 1000);
      });
      for (const { us, stalls } of passes) {
        if (stalls) clock.stall(us);
        else clock.advance(us);
      }
      clock.advance(0);
      assert.equal(count, Math.floor(clock.nowUs() / (ms * 1000)));
    }),
  );
});

/** 10 ms pass, 35 in which nobody is called, and 25 more. */
function throughAStall(start: (timers: Timers, task: () => void) => void): string[] {
  const { clock, timers, at, fired } = open();
  start(timers, at('x'));
  clock.advance(10_000);
  clock.stall(35_000);
  clock.advance(25_000);
  return fired;
}

function open() {
  const clock = new VirtualClock();
  const timers = new Timers('clockwork', clock);
  const fired: string[] = [];
  const at = (name: string) => (): void => {
    fired.push(`${name} ${clock.nowUs() / 1000}`);
  };
  return { clock, timers, at, fired };
}
