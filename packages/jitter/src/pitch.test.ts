import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findPeriod } from './pitch.ts';

test('the period of a voice-like sound is found to the sample, or a multiple of it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 122, max: 720 }), fc.nat(700), (period, phase) => {
      const mono = Float32Array.from({ length: 1448 }, (_, at) => {
        const angle = (2 * Math.PI * (at + phase)) / period;
        return Math.sin(angle) + 0.6 * Math.sin(2 * angle + 1) + 0.4 * Math.sin(5 * angle + 2);
      });
      const found = findPeriod(mono, 120, 728, 720);
      const offBy = Math.abs(found - Math.round(found / period) * period);
      assert.ok(offBy <= 2, `${found} for ${period}`);
    }),
  );
});

test('silence gives some period within the bounds', () => {
  const found = findPeriod(new Float32Array(1448), 120, 728, 720);
  assert.ok(found >= 120 && found <= 728);
});
