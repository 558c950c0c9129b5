import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import fc from 'fast-check';
import { createPacer, createSleeper } from './pacer.ts';

test('a caller in time gets every tick, and after an hour the schedule has not drifted', () => {
  const pacer = createPacer(1000, 60, 0);
  let now = 1000;
  for (let tick = 0; tick < 60 * 3600; tick++) {
    now += Math.max(0, pacer.untilDueUs(now));
    assert.equal(pacer.take(now), tick);
  }
  assert.equal(pacer.skipped, 0);
  assert.ok(Math.abs(now - (1000 + ((60 * 3600 - 1) * 1e6) / 60)) < 1);
});

test('a caller that is late gets the newest tick, the others are counted, and nothing comes in a bunch', () => {
  const pacer = createPacer(0, 50, 0);
  assert.equal(pacer.take(0), 0);
  assert.equal(pacer.take(105_000), 5);
  assert.equal(pacer.skipped, 4);
  assert.equal(pacer.untilDueUs(105_000), 15_000);
});

test('however late calls come, ticks grow, and taken plus skipped is all that passed', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 300_000 })),
      fc.integer({ min: 1, max: 240 }),
      (delays, fps) => {
        const pacer = createPacer(5000, fps);
        let now = 5000;
        let before = -1;
        let taken = 0;
        for (const delay of delays) {
          now += Math.max(0, pacer.untilDueUs(now)) + delay;
          const tick = pacer.take(now);
          assert.ok(tick > before);
          before = tick;
          taken++;
          assert.equal(taken + pacer.skipped, tick + 1);
          assert.ok(pacer.untilDueUs(now) > 0);
        }
      },
    ),
  );
});

test('a sleep lasts its time, and waking ends it and all later ones', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const sleeper = createSleeper();
    let done = 0;
    const first = sleeper.sleep(15_700).then(() => done++);
    mock.timers.tick(16);
    assert.equal(done, 0);
    mock.timers.tick(1);
    await first;
    assert.equal(done, 1);
    const second = sleeper.sleep(60e6);
    sleeper.wake();
    await second;
    await sleeper.sleep(60e6);
  } finally {
    mock.timers.reset();
  }
});
