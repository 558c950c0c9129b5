import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LoudnessMeter } from './loudness.ts';

/** Seconds of a sine, −∞ for a channel that is silent, as blocks of so many frames. */
function play(
  meter: LoudnessMeter,
  seconds: number,
  hz: number,
  leftDbfs: number,
  rightDbfs: number,
  frames = 120,
): void {
  const gains = [10 ** (leftDbfs / 20), 10 ** (rightDbfs / 20)];
  const block = new Float32Array(frames * 2);
  for (let from = 0; from < seconds * 48_000; from += frames) {
    for (let i = 0; i < block.length; i++)
      block[i] = gains[i & 1]! * Math.sin((2 * Math.PI * hz * (from + (i >> 1))) / 48_000);
    meter.add(block);
  }
}

function near(value: number | null, expected: number, within = 0.1): void {
  assert.ok(value !== null && Math.abs(value - expected) <= within, `${value} is not ${expected}`);
}

test('BS.1770: a full-scale 997 Hz sine in one channel is −3.01 LUFS', () => {
  const meter = new LoudnessMeter();
  play(meter, 3, 997, 0, Number.NEGATIVE_INFINITY);
  near(meter.loudness().momentaryLufs, -3.01, 0.02);
  near(meter.loudness().shortTermLufs, -3.01, 0.02);
});

test('EBU Tech 3341, cases 1 and 2: a stereo sine of 1 kHz at −23 and −33 dBFS is as many LUFS', () => {
  for (const dbfs of [-23, -33]) {
    for (const hz of [997, 1000]) {
      const meter = new LoudnessMeter();
      play(meter, 4, hz, dbfs, dbfs);
      near(meter.loudness().momentaryLufs, dbfs);
      near(meter.loudness().shortTermLufs, dbfs);
    }
  }
});

test('EBU Tech 3341, case 9: 1.34 s at −20 and 1.66 s at −30 dBFS, over and over, are −23 LUFS short-term', () => {
  const meter = new LoudnessMeter();
  for (let round = 0; round < 3; round++) {
    play(meter, 1.34, 1000, -20, -20, 240);
    play(meter, 1.66, 1000, -30, -30, 240);
  }
  near(meter.loudness().shortTermLufs, -23);
});

test('EBU Tech 3341, case 12: 0.18 s at −20 and 0.22 s at −30 dBFS, over and over, are −23 LUFS momentary', () => {
  const meter = new LoudnessMeter();
  for (let round = 0; round < 8; round++) {
    play(meter, 0.18, 1000, -20, -20, 240);
    play(meter, 0.22, 1000, -30, -30, 240);
  }
  near(meter.loudness().momentaryLufs, -23);
});

test('the weighting: low notes count less, high ones more', () => {
  // The high pass is one of second order at 38.1 Hz with a Q of 0.5, the shelf 4 dB from about 4 kHz on; −0.691 dB make up for it at 1 kHz.
  for (const [hz, gainDb] of [
    [25, 20 * Math.log10(25 ** 2 / (25 ** 2 + 38.1 ** 2)) - 0.69],
    [100, 20 * Math.log10(100 ** 2 / (100 ** 2 + 38.1 ** 2)) - 0.69],
    [10_000, 3.31],
  ] as const) {
    const meter = new LoudnessMeter();
    play(meter, 3, hz, -23, -23);
    near(meter.loudness().shortTermLufs, -23 + gainDb, 0.1);
  }
});

test('nothing, silence and what is no number have no loudness, and the last leaves no trace', () => {
  const meter = new LoudnessMeter();
  assert.deepEqual(meter.loudness(), { momentaryLufs: null, shortTermLufs: null });
  meter.add(new Float32Array(48_000).fill(Number.NaN));
  meter.add(new Float32Array(48_000));
  assert.deepEqual(meter.loudness(), { momentaryLufs: null, shortTermLufs: null });
  play(meter, 3, 997, -23, -23);
  near(meter.loudness().shortTermLufs, -23);
});

test('pieces of any length measure the same', () => {
  const values = [120, 240, 333, 4800].map((frames) => {
    const meter = new LoudnessMeter();
    play(meter, 3.2, 997, -23, -23, frames);
    return meter.loudness().shortTermLufs;
  });
  for (const value of values) near(value, values[0]!, 0.001);
});
