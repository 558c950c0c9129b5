import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Backlog } from './backlog.ts';

test('the age is that of the oldest byte that still waits', () => {
  const backlog = new Backlog();
  backlog.wrote(100, 0);
  backlog.wrote(50, 10_000);
  backlog.wrote(30, 20_000);
  assert.equal(backlog.ageUs(180, 30_000), 30_000);
  assert.equal(backlog.ageUs(81, 30_000), 30_000);
  assert.equal(backlog.ageUs(80, 30_000), 20_000);
  assert.equal(backlog.ageUs(1, 30_000), 10_000);
  assert.equal(backlog.ageUs(0, 30_000), 0);
});

test('it forgets the oldest when there are too many, and says that it is full', () => {
  const backlog = new Backlog();
  for (let i = 0; i < 1000; i += 1) backlog.wrote(1, i);
  assert.equal(backlog.full, true);
  assert.equal(backlog.ageUs(1000, 1000), 128);
  assert.equal(backlog.ageUs(1, 1000), 1);
  assert.equal(backlog.full, false);
});

test('it agrees with a simple list', () => {
  const step = fc.record({ bytes: fc.integer({ min: 1, max: 9 }), drained: fc.integer({ min: 0, max: 12 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const backlog = new Backlog();
      const list: { left: number; timeUs: number }[] = [];
      steps.forEach(({ bytes, drained }, timeUs) => {
        backlog.wrote(bytes, timeUs);
        list.push({ left: bytes, timeUs });
        let toDrain = drained;
        while (toDrain > 0 && list.length > 0) {
          const part = Math.min(toDrain, list[0]!.left);
          list[0]!.left -= part;
          toDrain -= part;
          if (list[0]!.left === 0) list.shift();
        }
        const waiting = list.reduce((sum, { left }) => sum + left, 0);
        assert.equal(
          backlog.ageUs(waiting, timeUs + 1),
          list.length === 0 ? 0 : timeUs + 1 - list[0]!.timeUs,
        );
      });
    }),
  );
});
