import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sanitize } from './sanitize.ts';

test('ordinary samples pass untouched', () => {
  const samples = Float32Array.of(0, -0.5, 0.999, -0.999);
  const counters = { clippedSamples: 0, invalidSamples: 0 };
  sanitize(samples, counters);
  assert.deepEqual(samples, Float32Array.of(0, -0.5, 0.999, -0.999));
  assert.deepEqual(counters, { clippedSamples: 0, invalidSamples: 0 });
});

test('what is no number becomes silence, what is too large becomes full scale, both are counted', () => {
  const samples = Float32Array.of(
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    3,
    -1e30,
    1,
  );
  const counters = { clippedSamples: 0, invalidSamples: 0 };
  sanitize(samples, counters);
  assert.deepEqual(samples, Float32Array.of(0, 0, 0, 1, -1, 1));
  assert.deepEqual(counters, { clippedSamples: 3, invalidSamples: 3 });
});

test('nothing gets through that is beyond full scale', () => {
  fc.assert(
    fc.property(fc.float32Array(), (samples) => {
      sanitize(samples, { clippedSamples: 0, invalidSamples: 0 });
      for (const value of samples) assert.ok(Math.abs(value) <= 1);
    }),
  );
});
