import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ceiling, knee, Limiter } from './limiter.ts';

const pieceSamples = 240;

test('below the knee every bit is as it was, at any length of pieces', () => {
  const below = fc.float({ min: -0.875, max: 0.875, noNaN: true });
  fc.assert(
    fc.property(fc.array(below, { maxLength: 200 }), (values) => {
      const samples = Float32Array.from([...values, ...values]);
      const before = samples.slice();
      new Limiter().process(samples);
      assert.deepEqual(samples, before);
    }),
  );
});

test('nothing ever gets past the ceiling, whatever comes', () => {
  const anything = fc.array(fc.float(), { minLength: 2, maxLength: 400 });
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 4 }), (pieces) => {
      const limiter = new Limiter();
      for (const values of pieces) {
        const samples = Float32Array.from([...values, ...values]);
        limiter.process(samples);
        assert.ok(samples.every((sample) => Math.abs(sample) <= ceiling + 1e-6 && Math.abs(sample) < 1));
      }
    }),
  );
});

test('a sine 12 dB too loud keeps its shape: distortion below −40 dB', () => {
  const limiter = new Limiter();
  const heard: number[] = [];
  for (let piece = 0; piece < 800; piece++) {
    const samples = sine(piece * (pieceSamples / 2), 1000, 4);
    limiter.process(samples);
    if (piece >= 400) for (let i = 0; i < samples.length; i += 2) heard.push(samples[i]!);
  }
  const { amplitude, residualDb } = against(heard, 1000);
  assert.ok(amplitude > knee && amplitude < 1, String(amplitude));
  assert.ok(residualDb < -40, String(residualDb));
  assert.ok(limiter.takeReductionDb() > 12);
  assert.equal(limiter.takeReductionDb(), 0);
});

test('the gain is taken back as soon as it is not needed, without a step, and both channels keep their balance', () => {
  const limiter = new Limiter();
  const loud = sine(0, 1000, 2);
  for (let i = 1; i < loud.length; i += 2) loud[i]! *= 0.25;
  limiter.process(loud);
  for (let i = 0; i < loud.length; i += 2) assert.ok(Math.abs(loud[i + 1]! - loud[i]! * 0.25) < 1e-6);
  let before = 0;
  for (let piece = 0; piece < 100; piece++) {
    const quiet = new Float32Array(pieceSamples).fill(0.1);
    limiter.process(quiet);
    for (let i = 0; i < quiet.length; i += 2) {
      assert.ok(quiet[i]! >= before - 1e-6);
      if (before > 0) assert.ok(quiet[i]! - before < 0.0001);
      before = quiet[i]!;
    }
  }
  assert.equal(before, Math.fround(0.1));
});

test('what is no number becomes silence and is forgotten within a second', () => {
  const limiter = new Limiter();
  const broken = new Float32Array(pieceSamples).fill(Number.NaN);
  broken[4] = Number.POSITIVE_INFINITY;
  limiter.process(broken);
  assert.equal(broken[0], 0);
  let samples = sine(0, 1000, 0.5);
  for (let piece = 1; piece <= 400; piece++)
    limiter.process((samples = sine(piece * (pieceSamples / 2), 1000, 0.5)));
  assert.deepEqual(samples, sine(400 * (pieceSamples / 2), 1000, 0.5));
});

function sine(fromFrame: number, hz: number, amplitude: number): Float32Array {
  const samples = new Float32Array(pieceSamples);
  for (let i = 0; i < samples.length; i++)
    samples[i] = amplitude * Math.sin((2 * Math.PI * hz * (fromFrame + (i >> 1))) / 48_000);
  return samples;
}

/** Amplitude of a sine in sound, and all the rest beside it. */
function against(sound: readonly number[], hz: number): { amplitude: number; residualDb: number } {
  let sin = 0;
  let cos = 0;
  let power = 0;
  sound.forEach((sample, n) => {
    sin += sample * Math.sin((2 * Math.PI * hz * n) / 48_000);
    cos += sample * Math.cos((2 * Math.PI * hz * n) / 48_000);
    power += sample * sample;
  });
  const amplitude = (2 / sound.length) * Math.hypot(sin, cos);
  const residual = power / sound.length - amplitude ** 2 / 2;
  return { amplitude, residualDb: 10 * Math.log10(residual / (amplitude ** 2 / 2)) };
}
