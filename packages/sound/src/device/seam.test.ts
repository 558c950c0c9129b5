import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CHANNELS, RATE_HZ } from '../format.ts';
import { Seam } from './seam.ts';

const SEAM_FRAMES = 480;
/** The largest step that half a cosine of 10 ms takes over the whole range from −1 to 1, and a bit. */
const LARGEST_STEP = Math.PI / SEAM_FRAMES + 1e-4;

function constant(value: number, frames: number): Float32Array {
  return new Float32Array(frames * CHANNELS).fill(value);
}

function largestStep(samples: Float32Array): number {
  let step = 0;
  for (let i = CHANNELS; i < samples.length; i++) {
    step = Math.max(step, Math.abs((samples[i] ?? 0) - (samples[i - CHANNELS] ?? 0)));
  }
  return step;
}

/** Joins pieces, cutting before each, and returns all of it. */
function joined(pieces: readonly Float32Array[]): Float32Array {
  const seam = new Seam();
  const all: number[] = [];
  for (const piece of pieces) {
    seam.cut();
    seam.join(piece);
    all.push(...piece);
  }
  return Float32Array.from(all);
}

test('the first sound fades in within 10 ms and is then left alone', () => {
  const seam = new Seam();
  const samples = constant(1, 960);
  seam.join(samples);
  assert.equal(samples[0], 0);
  assert.ok(largestStep(samples) < LARGEST_STEP);
  assert.ok(samples.subarray(SEAM_FRAMES * CHANNELS).every((value) => value === 1));
});

test('from one sound to another there is no step, not even from full scale to full scale', () => {
  const samples = joined([constant(1, 600), constant(-1, 600), constant(0, 600)]);
  assert.ok(largestStep(samples) < LARGEST_STEP);
  assert.equal(samples.at(-1), 0);
});

test('a seam may go over many pieces, and its channels are apart', () => {
  const seam = new Seam();
  const heard: number[] = [];
  for (let piece = 0; piece < 100; piece++) {
    const samples = Float32Array.from({ length: 10 * CHANNELS }, (_, i) =>
      i % CHANNELS === 0 ? 0.5 : -0.25,
    );
    seam.join(samples);
    heard.push(...samples);
  }
  assert.ok(largestStep(Float32Array.from(heard)) < LARGEST_STEP);
  assert.deepEqual(heard.slice(-2), [0.5, -0.25]);
  heard.forEach((value, i) => assert.ok(i % CHANNELS === 0 ? value >= 0 : value <= 0));
});

test('after silence that it has not seen, what follows begins at nothing', () => {
  const seam = new Seam();
  seam.join(constant(1, 960));
  seam.cutFromSilence();
  const samples = constant(1, 960);
  seam.join(samples);
  assert.equal(samples[0], 0);
});

test('whatever is cut wherever: never louder than what was put in', () => {
  const piece = fc.float32Array({ min: -1, max: 1, noNaN: true, minLength: 2, maxLength: RATE_HZ / 100 });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const whole = pieces.map((samples) => samples.slice(0, samples.length - (samples.length % CHANNELS)));
      const most = whole
        .flatMap((samples) => [...samples])
        .reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      for (const value of joined(whole)) assert.ok(Math.abs(value) <= most + 1e-6);
    }),
  );
});
