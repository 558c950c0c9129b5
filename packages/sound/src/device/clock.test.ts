import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { microsOf } from '../format.ts';
import { DeviceClock } from './clock.ts';

const BUFFER = 240;

interface Delivery {
  /** Deviation of the device's clock. */
  ppm: number;
  /** How late each buffer comes at most, µs. */
  jitterUs: number;
  seed: number;
}

/** Lets a device deliver buffers for `seconds`; calls `each` with the true and the estimated time of every buffer's end. */
function deliver(
  { ppm, jitterUs, seed }: Delivery,
  seconds: number,
  each: (trueUs: number, estimatedUs: number) => void,
): void {
  const clock = new DeviceClock();
  let random = seed;
  const periodUs = microsOf(BUFFER) * (1 - ppm * 1e-6);
  for (let buffer = 1; buffer * periodUs < seconds * 1e6; buffer++) {
    random = (random * 16_807) % 2_147_483_647;
    clock.observe(buffer * periodUs + jitterUs * (random / 2_147_483_647), buffer * BUFFER);
    each(buffer * periodUs, clock.timeOf(buffer * BUFFER));
  }
}

test('after a second the estimate is within the least of the delays, though buffers come up to 4 ms late', () => {
  let worstUs = 0;
  deliver({ ppm: 0, jitterUs: 4_000, seed: 1 }, 20, (trueUs, estimatedUs) => {
    if (trueUs > 1e6) worstUs = Math.max(worstUs, Math.abs(estimatedUs - trueUs));
  });
  assert.ok(worstUs < 500, `${worstUs} µs`);
});

test('it follows a clock that is off by up to 200 ppm without steps', () => {
  fc.assert(
    fc.property(fc.integer({ min: -200, max: 200 }), fc.integer({ min: 1, max: 1e6 }), (ppm, seed) => {
      let lastUs = 0;
      deliver({ ppm, jitterUs: 2_000, seed }, 200, (trueUs, estimatedUs) => {
        if (trueUs > 2e6) {
          assert.ok(Math.abs(estimatedUs - trueUs) < 600, `off by ${estimatedUs - trueUs} µs`);
          assert.ok(Math.abs(estimatedUs - lastUs - microsOf(BUFFER)) < 150);
        }
        lastUs = estimatedUs;
      });
    }),
    { numRuns: 20 },
  );
});

test('a device that stood still for 0.7 s is believed within two windows', () => {
  const clock = new DeviceClock();
  let nowUs = 0;
  let frames = 0;
  const run = (buffers: number): void => {
    for (let i = 0; i < buffers; i++) clock.observe((nowUs += 5_000), (frames += BUFFER));
  };
  run(400);
  nowUs += 700_000;
  run(101);
  assert.equal(clock.timeOf(frames), nowUs);
});

test('a pause of the reader is no pause of the device', () => {
  const clock = new DeviceClock();
  for (let buffer = 1; buffer <= 400; buffer++) clock.observe(buffer * 5_000, buffer * BUFFER);
  clock.observe(2_500_000 + 3_000, 500 * BUFFER);
  for (let buffer = 501; buffer <= 700; buffer++) clock.observe(buffer * 5_000, buffer * BUFFER);
  assert.ok(Math.abs(clock.timeOf(0)) < 200);
});

test('before the first observation and after a reset nothing is known', () => {
  const clock = new DeviceClock();
  assert.ok(Number.isNaN(clock.timeOf(0)));
  clock.observe(1_000, 48);
  assert.equal(clock.framesAt(2_000), 96);
  clock.reset();
  assert.equal(clock.running, false);
});
