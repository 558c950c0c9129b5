import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backoffMs } from './backoff.ts';

test('the wait doubles from a quarter of a second to five', () => {
  const waits = [1, 2, 3, 4, 5, 6, 50].map((failures) => backoffMs(failures, 1));
  assert.deepEqual(waits, [250, 500, 1000, 2000, 4000, 5000, 5000]);
});

test('however often it fails, the wait is between 125 ms and 5 s', () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), random, (failures, chance) => {
      const waitMs = backoffMs(failures, chance);
      assert.ok(waitMs >= 125 && waitMs <= 5000);
    }),
  );
});
