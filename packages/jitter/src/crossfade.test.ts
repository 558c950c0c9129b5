import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { uniform } from './arrival-trace.ts';
import { crossfade, crossfadeStart } from './crossfade.ts';

const samples = fc.float32Array({ min: -1, max: 1, noNaN: true, minLength: 480, maxLength: 480 });

test('a crossfade begins as the one, ends as the other, and never gets much louder than both', () => {
  fc.assert(
    fc.property(samples, samples, (from, to) => {
      const into = new Float32Array(480);
      crossfade(from, to, into);
      for (const channel of [0, 1]) {
        assert.ok(Math.abs(into[channel]! - from[channel]!) < 0.001);
        assert.ok(Math.abs(into[478 + channel]! - to[478 + channel]!) < 0.001);
      }
      for (const [at, sample] of into.entries()) {
        assert.ok(Math.abs(sample) <= Math.SQRT2 * Math.max(Math.abs(from[at]!), Math.abs(to[at]!)) + 1e-6);
      }
    }),
  );
});

test('what is the same on both sides stays as it is', () => {
  fc.assert(
    fc.property(samples, (same) => {
      const into = new Float32Array(480);
      crossfade(same, same.slice(), into);
      for (const [at, sample] of into.entries()) assert.ok(Math.abs(sample - same[at]!) < 1e-5);
    }),
  );
});

test('unrelated sounds keep their loudness in the middle', () => {
  const random = uniform(1);
  const noise = (): Float32Array => Float32Array.from({ length: 480 }, () => random() - 0.5);
  let power = 0;
  for (let repeat = 0; repeat < 200; repeat++) {
    const into = new Float32Array(480);
    crossfade(noise(), noise(), into);
    for (const sample of into.subarray(180, 300)) power += sample * sample;
  }
  const loudnessDb = 10 * Math.log10(power / (200 * 120) / (1 / 12));
  assert.ok(Math.abs(loudnessDb) < 0.5, `${loudnessDb} dB`);
});

test('the output may be one of the inputs, and only the beginning may be faded', () => {
  const from = new Float32Array(12).fill(1);
  const to = new Float32Array(12).fill(-1);
  const apart = new Float32Array(12);
  crossfadeStart(from, to, apart, 2, 3);
  assert.deepEqual(apart.subarray(6), to.subarray(6));
  assert.ok(apart[0]! > 0.8 && apart[4]! < -0.8);
  crossfadeStart(from, to, to, 2, 3);
  assert.deepEqual(to, apart);
});
