import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Alarm } from './alarm.ts';

test('an alarm rings once it is due, never before, and only once', (t) => {
  const { clock, rings } = alarmClock(t);
  clock.alarm.set(5300);
  clock.advanceMs(5);
  assert.deepEqual(rings, []);
  clock.advanceMs(1);
  clock.advanceMs(100);
  assert.deepEqual(rings, [6000]);
});

test('the earliest of what an alarm was set for counts', (t) => {
  const { clock, rings } = alarmClock(t);
  clock.alarm.set(50_000);
  clock.alarm.set(10_000);
  clock.alarm.set(90_000);
  clock.advanceMs(10);
  assert.deepEqual(rings, [10_000]);
  clock.alarm.set(90_000);
  clock.advanceMs(200);
  assert.equal(rings.length, 2);
});

test('a stopped alarm does not ring and can be set again', (t) => {
  const { clock, rings } = alarmClock(t);
  clock.alarm.set(10_000);
  clock.alarm.stop();
  clock.advanceMs(50);
  assert.deepEqual(rings, []);
  clock.alarm.set(60_000);
  clock.advanceMs(10);
  assert.deepEqual(rings, [60_000]);
});

test('an alarm of Infinity, or further away than a timer can count, waits', (t) => {
  const { clock, rings } = alarmClock(t);
  clock.alarm.set(Infinity);
  clock.advanceMs(1000);
  clock.alarm.set(3e12);
  clock.advanceMs(1000);
  assert.deepEqual(rings, []);
});

interface Clock {
  readonly alarm: Alarm;
  advanceMs(ms: number): void;
}

/** An alarm on a clock that stands still unless it is advanced. */
function alarmClock(t: { after(end: () => void): void }): { clock: Clock; rings: number[] } {
  mock.timers.enable({ apis: ['setTimeout', 'setImmediate'] });
  t.after(() => mock.timers.reset());
  const rings: number[] = [];
  let nowUs = 0;
  const alarm = new Alarm(
    () => nowUs,
    0,
    () => rings.push(nowUs),
  );
  const advanceMs = (ms: number): void => {
    for (let passed = 0; passed < ms; passed++) {
      nowUs += 1000;
      mock.timers.tick(1);
    }
  };
  return { clock: { alarm, advanceMs }, rings };
}
