import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BlockSchedule } from './block-schedule.ts';
import { BLOCK_FRAMES, BLOCK_US, microsOf } from './format.ts';

test('a block is there when its 5 ms have passed, and once', () => {
  const schedule = new BlockSchedule(1_000);
  assert.equal(schedule.take(5_999), undefined);
  assert.equal(schedule.take(6_000), 1_000);
  assert.equal(schedule.take(6_001), undefined);
});

test('a reader up to 100 ms late gets every block in order', () => {
  const schedule = new BlockSchedule(0);
  const starts = drain(schedule, 105_000);
  assert.deepEqual(
    starts,
    Array.from({ length: 21 }, (_, block) => block * BLOCK_US),
  );
  assert.equal(schedule.skippedFrames, 0);
});

test('a reader that is later gets the newest block, and the rest is counted', () => {
  const schedule = new BlockSchedule(0);
  assert.deepEqual(drain(schedule, 1_002_000), [995_000]);
  assert.equal(microsOf(schedule.skippedFrames), 995_000);
});

test('whenever it is asked, blocks taken and blocks skipped make up the time that has passed', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 300_000 }), { maxLength: 60 }), (waits) => {
      const schedule = new BlockSchedule(0);
      let nowUs = 0;
      let taken = 0;
      for (const wait of waits) {
        nowUs += wait;
        taken += drain(schedule, nowUs).length;
      }
      assert.equal(taken + schedule.skippedFrames / BLOCK_FRAMES, Math.floor(nowUs / BLOCK_US));
    }),
  );
});

function drain(schedule: BlockSchedule, nowUs: number): number[] {
  const starts: number[] = [];
  for (let start = schedule.take(nowUs); start !== undefined; start = schedule.take(nowUs))
    starts.push(start);
  return starts;
}
