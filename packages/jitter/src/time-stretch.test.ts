import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TimeStretch } from './time-stretch.ts';

const rateHz = 48_000;
const stretch = new TimeStretch({ channels: 1 });
const seam = stretch.seamFrames;

for (const hz of [95, 180, 350, 1000]) {
  test(`a tone of ${hz} Hz is shortened by whole periods, and nobody hears where`, () => {
    const sound = voice(hz, stretch.longestFrames + seam);
    const lag = stretch.shorten(sound);
    assert.ok(lag >= stretch.shortestFrames && lag <= stretch.longestFrames);
    const periods = (lag * hz) / rateHz;
    assert.ok(Math.abs(periods - Math.round(periods)) < 0.03, `${periods} periods`);
    assert.ok(distance(sound.subarray(lag), voice(hz, seam)) < 0.03);
  });

  test(`a tone of ${hz} Hz is lengthened by whole periods, and nobody hears where`, () => {
    const whole = voice(hz, 2000);
    const heard = whole.subarray(0, 1500);
    const next = whole.subarray(1500, 1500 + seam);
    const into = new Float32Array(stretch.longestFrames + seam);
    const lag = stretch.lengthen(heard, next, into);
    assert.ok(lag > 0);
    const joined = Float32Array.from([...heard, ...into.subarray(0, lag + seam)]);
    assert.ok(roughness(joined) < roughness(whole) * 1.1, 'no step that the tone itself has not');
    assert.deepEqual(into.subarray(lag, lag + seam), next);
  });
}

test('where nothing is like anything nothing is done: noise is neither shortened nor lengthened', () => {
  const noise = random(4000);
  const before = noise.slice();
  assert.equal(stretch.shorten(noise.subarray(0, stretch.longestFrames + seam)), 0);
  assert.equal(
    stretch.lengthen(noise.subarray(0, 1500), noise.subarray(1500, 1500 + seam), new Float32Array(2000)),
    0,
  );
  assert.deepEqual(noise, before);
});

test('silence and what is nearly silent may be joined anywhere', () => {
  const hush = random(2000).map((sample) => sample * 0.0005);
  assert.ok(stretch.shorten(hush.subarray(0, stretch.longestFrames + seam)) > 0);
  assert.ok(stretch.shorten(new Float32Array(stretch.longestFrames + seam)) > 0);
});

test('both channels are joined at the same place', () => {
  const stereo = new TimeStretch({ channels: 2 });
  const left = voice(200, stretch.longestFrames + seam);
  const sound = new Float32Array(left.length * 2);
  for (const [at, sample] of left.entries()) {
    sound[2 * at] = sample;
    sound[2 * at + 1] = sample * 0.25;
  }
  const lag = stereo.shorten(sound);
  assert.ok(lag > 0);
  for (let at = lag; at < lag + seam; at++)
    assert.ok(Math.abs(sound[2 * at]! * 0.25 - sound[2 * at + 1]!) < 1e-6);
});

test('too little sound, NaN and full scale are taken as they are', () => {
  assert.equal(stretch.shorten(new Float32Array(seam)), 0);
  assert.equal(stretch.lengthen(new Float32Array(10), new Float32Array(seam), new Float32Array(2000)), 0);
  assert.equal(stretch.shorten(new Float32Array(stretch.longestFrames + seam).fill(Number.NaN)), 0);
  const square = Float32Array.from({ length: stretch.longestFrames + seam }, (_, at) =>
    at % 240 < 120 ? 1 : -1,
  );
  assert.equal(stretch.shorten(square) % 240, 0);
  assert.ok(square.every((sample) => Math.abs(sample) <= 1.0001));
});

test('whatever the sound, it stays within what it was, and lags stay within their bounds', () => {
  fc.assert(
    fc.property(
      fc.float32Array({
        min: -1,
        max: 1,
        noNaN: true,
        minLength: 0,
        maxLength: stretch.longestFrames + seam + 50,
      }),
      (samples) => {
        const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
        const lag = stretch.shorten(samples);
        assert.ok(lag === 0 || (lag >= stretch.shortestFrames && lag <= stretch.longestFrames));
        assert.ok(samples.every((sample) => Math.abs(sample) <= peak * Math.SQRT2 + 1e-6));
      },
    ),
    { numRuns: 60 },
  );
});

/** A tone with overtones, as voices have. */
function voice(hz: number, frames: number): Float32Array {
  return Float32Array.from({ length: frames }, (_, at) => {
    const angle = (2 * Math.PI * hz * at) / rateHz;
    return 0.3 * Math.sin(angle) + 0.15 * Math.sin(2 * angle + 1) + 0.08 * Math.sin(3 * angle + 2);
  });
}

function random(frames: number): Float32Array {
  let state = 12_345;
  return Float32Array.from({ length: frames }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Largest difference over the length of the shorter one. */
function distance(a: Float32Array, b: Float32Array): number {
  let most = 0;
  for (let at = 0; at < Math.min(a.length, b.length); at++) most = Math.max(most, Math.abs(a[at]! - b[at]!));
  return most;
}

/** Largest second difference: what a click has and a smooth sound has not. */
function roughness(sound: Float32Array): number {
  let most = 0;
  for (let at = 2; at < sound.length; at++)
    most = Math.max(most, Math.abs(sound[at]! - 2 * sound[at - 1]! + sound[at - 2]!));
  return most;
}
