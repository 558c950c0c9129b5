import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RATE_HZ } from '../format.ts';
import { SpeechReader } from './reader.ts';

const WINDOW = 960;

/** RMS of each 20 ms of one channel, dBFS. */
function envelope(samples: Float32Array, channel: number): number[] {
  const levels: number[] = [];
  for (let start = 0; start + 2 * WINDOW <= samples.length; start += 2 * WINDOW) {
    let sum = 0;
    for (let i = start + channel; i < start + 2 * WINDOW; i += 2) sum += (samples[i] ?? 0) ** 2;
    levels.push(10 * Math.log10(sum / WINDOW + 1e-12));
  }
  return levels;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const power = (levels: readonly number[]): number =>
  10 * Math.log10(mean(levels.map((level) => 10 ** (level / 10))));

for (const voice of [0, 1]) {
  test(`voice ${voice} speaks at about −20 dBFS, with pauses, without clipping`, () => {
    const samples = new SpeechReader(voice).next(20 * RATE_HZ).slice();
    const levels = envelope(samples, 0).map((left, i) => power([left, envelope(samples, 1)[i] ?? 0]));
    const speaking = levels.filter((level) => level > -45);

    assert.ok(Math.abs(power(speaking) + 20) < 1.5, `speaks at ${power(speaking)} dBFS`);
    const share = speaking.length / levels.length;
    assert.ok(share > 0.5 && share < 0.9, `speaks ${share} of the time`);
    assert.ok(levels.some((level) => level < -60));
    assert.ok(samples.every((value) => Math.abs(value) < 0.98));
  });

  test(`voice ${voice} has the rhythm of syllables`, () => {
    const levels = envelope(new SpeechReader(voice).next(20 * RATE_HZ), 0);
    let onsets = 0;
    for (let i = 3; i < levels.length; i++) {
      if ((levels[i] ?? 0) > -35 && (levels[i] ?? 0) - (levels[i - 3] ?? 0) > 6) {
        onsets++;
        i += 4;
      }
    }
    assert.ok(onsets / 20 > 1.5 && onsets / 20 < 8, `${onsets / 20} onsets a second`);
  });
}

test('the voices come from different sides and have different pitch', () => {
  const low = new SpeechReader(0).next(10 * RATE_HZ).slice();
  const high = new SpeechReader(1).next(10 * RATE_HZ).slice();
  assert.ok(power(envelope(low, 0)) > power(envelope(low, 1)) + 3);
  assert.ok(power(envelope(high, 1)) > power(envelope(high, 0)) + 3);
  assert.ok(pitchHz(low) > 80 && pitchHz(low) < 150, `${pitchHz(low)} Hz`);
  assert.ok(pitchHz(high) > 150 && pitchHz(high) < 270, `${pitchHz(high)} Hz`);
});

test('a voice says the same at every start, in blocks of any size, and other voices say something else', () => {
  const whole = new SpeechReader(2).next(4_800).slice();
  const reader = new SpeechReader(2);
  const parts = Float32Array.from([...reader.next(100), ...reader.next(4_000), ...reader.next(700)]);
  assert.ok(parts.every((value, i) => value === whole[i]));
  assert.ok(new SpeechReader(4).next(4_800).some((value, i) => value !== whole[i]));
});

/** Median over the loud tenths of a second of the lag with the highest autocorrelation between 60 and 350 Hz. */
function pitchHz(samples: Float32Array): number {
  const mono = Float32Array.from(
    { length: samples.length / 2 },
    (_, i) => (samples[2 * i] ?? 0) + (samples[2 * i + 1] ?? 0),
  );
  const pitches: number[] = [];
  for (let at = 0; at + RATE_HZ / 5 < mono.length; at += RATE_HZ / 10) {
    if (correlation(mono, at, 0) > 20) pitches.push(RATE_HZ / bestLag(mono, at));
  }
  return pitches.toSorted((a, b) => a - b)[pitches.length >> 1] ?? 0;
}

function bestLag(mono: Float32Array, at: number): number {
  let best = Math.floor(RATE_HZ / 350);
  let bestSum = 0;
  for (let lag = best; lag < RATE_HZ / 60; lag += 2) {
    const sum = correlation(mono, at, lag);
    if (sum > bestSum) [best, bestSum] = [lag, sum];
  }
  return best;
}

function correlation(mono: Float32Array, at: number, lag: number): number {
  let sum = 0;
  for (let i = at; i < at + RATE_HZ / 20; i += 2) sum += (mono[i] ?? 0) * (mono[i + lag] ?? 0);
  return sum;
}
