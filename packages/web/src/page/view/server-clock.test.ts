import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ServerClock } from './server-clock.ts';

test('nothing is known before the first answer', () => {
  assert.equal(new ServerClock().offsetUs, undefined);
});

test('the answer with the shortest round trip tells the offset', () => {
  const clock = new ServerClock();
  clock.note(0, 1_009_000, 10_000);
  clock.note(20_000, 1_020_100, 20_200);
  clock.note(40_000, 1_047_000, 48_000);
  assert.equal(clock.offsetUs, 1_000_000);
});

test('an answer from before its ping is ignored', () => {
  const clock = new ServerClock();
  clock.note(500, 100, 400);
  assert.equal(clock.offsetUs, undefined);
});

test('twenty answers later an old offset is forgotten, as clocks drift', () => {
  const clock = new ServerClock();
  clock.note(0, 50, 100);
  for (let t0Us = 1000; t0Us < 21_000; t0Us += 1000) clock.note(t0Us, t0Us + 250 + 70, t0Us + 500);
  assert.equal(clock.offsetUs, 70);
});

test('the offset is wrong by at most half the shortest round trip', () => {
  const trip = fc.record({
    outUs: fc.integer({ min: 1, max: 90_000 }),
    backUs: fc.integer({ min: 1, max: 90_000 }),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: -1e9, max: 1e9 }),
      fc.array(trip, { minLength: 1, maxLength: 20 }),
      (trueUs, trips) => {
        const clock = new ServerClock();
        let t0Us = 0;
        for (const { outUs, backUs } of trips) {
          clock.note(t0Us, t0Us + outUs + trueUs, t0Us + outUs + backUs);
          t0Us += 500_000;
        }
        const shortestUs = Math.min(...trips.map(({ outUs, backUs }) => outUs + backUs));
        assert.ok(Math.abs(clock.offsetUs! - trueUs) <= shortestUs / 2);
      },
    ),
  );
});
