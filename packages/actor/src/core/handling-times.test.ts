import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HandlingTimes } from './handling-times.ts';

test('without a sample nothing is known', () => {
  assert.equal(new HandlingTimes().quantile(0.5), undefined);
});

test('a quantile is at least the true one, and at most a fifth above it', () => {
  const times = fc.array(fc.double({ min: 0.125, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 500 });
  fc.assert(
    fc.property(times, fc.constantFrom(0.5, 0.99, 1), (all, share) => {
      const handling = new HandlingTimes();
      for (const us of all) handling.add(us);
      const sorted = all.toSorted((a, b) => a - b);
      const exact = sorted[Math.ceil(share * all.length) - 1]!;
      const told = handling.quantile(share)!;
      assert.ok(told >= exact * 0.999 && told <= exact * 1.2, `${told} for ${exact}`);
    }),
  );
});

test('what was long ago is forgotten', () => {
  const handling = new HandlingTimes();
  for (let count = 0; count < 2000; count++) handling.add(1000);
  for (let count = 0; count < 20_000; count++) handling.add(1);
  assert.equal(handling.quantile(0.99), 1);
});
