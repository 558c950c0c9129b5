import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createTimeline } from './timeline.ts';

test('timestamps are kept, and the file begins again one period after its end', () => {
  const timeline = createTimeline(40_000);
  const times = [80_000, 120_000, 200_000].map((pts) => timeline.next(pts));
  timeline.restart();
  times.push(timeline.next(80_000), timeline.next(120_000));
  assert.deepEqual(times, [0, 40_000, 120_000, 160_000, 200_000]);
});

test('missing, repeated, reversed and leaping timestamps count as one period', () => {
  const timeline = createTimeline(40_000);
  const times = [0, undefined, 50_000, 50_000, 10_000, 90e6].map((pts) => timeline.next(pts));
  assert.deepEqual(times, [0, 40_000, 80_000, 120_000, 160_000, 200_000]);
});

test('time only grows, by five seconds at most, whatever the timestamps', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.double(), { nil: undefined })), (timestamps) => {
      const timeline = createTimeline(16_667);
      let before = -1;
      for (const pts of timestamps) {
        const time = timeline.next(pts);
        assert.ok(time > before && time - before <= 5e6 + 1);
        before = time;
      }
    }),
  );
});
