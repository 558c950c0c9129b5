import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalDelay, uniform } from './arrival-trace.ts';
import { TickRate } from './drift.ts';

test('the rate is unknown for half a minute', () => {
  const rate = new TickRate();
  for (let tick = 0; tick < 200 * 28; tick++) rate.tick(tick * 5000, 0);
  assert.equal(rate.slowPpm, null);
  for (let tick = 200 * 28; tick < 200 * 40; tick++) rate.tick(tick * 5000, 0);
  assert.equal(rate.slowPpm, 0);
});

for (const slowPpm of [-500, -3, 50, 500]) {
  test(`a clock that is ${slowPpm} ppm slow is known within 5 ppm through 3 ms of jitter`, () => {
    const rate = new TickRate();
    const delay = normalDelay(uniform(11), 10_000, 3000);
    const intervalUs = 5000 * (1 + slowPpm / 1e6);
    for (let tick = 0; tick < 200 * 300; tick++) {
      const atUs = tick * intervalUs + delay();
      rate.tick(atUs, atUs - tick * 5000);
    }
    assert.ok(Math.abs(rate.slowPpm! - slowPpm) < 5, `${rate.slowPpm} ppm`);
  });
}

test('a step is not taken for drift', () => {
  const rate = new TickRate();
  for (let tick = 0; tick < 200 * 120; tick++) rate.tick(tick * 5000, tick < 200 * 60 ? 0 : 80_000);
  assert.equal(rate.slowPpm, 0);
});
