import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NetworkSettings } from '../description/settings.ts';
import { RecordedPath } from '../fixture/recorded-path.ts';

const rates = [60, 200, 4000];

test('normal jitter has the mean and the deviation asked for, at any rate of datagrams, with reordering and without', () => {
  for (const reorder of [false, true]) {
    for (const rate of rates) {
      const delaysMs = drawn({ delayMs: 100, jitterMs: 10, reorder }, rate);
      const { mean, deviation } = moments(delaysMs);
      assert.ok(Math.abs(mean - 100) < 2, `mean ${mean} at ${rate}`);
      assert.ok(Math.abs(deviation - 10) < 1, `deviation ${deviation} at ${rate}`);
    }
  }
});

test('Pareto jitter has the quantiles of its distribution above the least delay, at any rate, and in order a longer tail', () => {
  // A Pareto distribution of shape 3 whose deviation is 10 begins at 11.55, and one in n is above 11.55 × ∛n.
  const least = 10 / Math.sqrt(3 / 4);
  for (const reorder of [false, true]) {
    for (const rate of rates) {
      const settings = { delayMs: 100, jitterMs: 10, jitterShape: 'pareto', reorder } as const;
      const delaysMs = drawn(settings, rate).toSorted((a, b) => a - b);
      assert.ok(delaysMs[0]! >= 100);
      for (const [oneIn, more, less] of [
        [2, 1.2, 0.9],
        [10, 1.2, 0.9],
        [100, reorder ? 1.1 : 1.6, 0.9],
      ] as const) {
        const quantile = delaysMs[Math.floor(delaysMs.length * (1 - 1 / oneIn))]! - 100;
        const times = quantile / (least * (Math.cbrt(oneIn) - 1));
        assert.ok(times < more && times > less, `${times} times 1 in ${oneIn} at ${rate} a second`);
      }
    }
  }
});

test('the deviation of Pareto jitter is the one asked for, as far as a heavy tail lets it be measured', () => {
  const delaysMs = drawn({ jitterMs: 5, jitterShape: 'pareto', reorder: true }, 4000);
  const { mean, deviation } = moments(delaysMs);
  assert.ok(Math.abs(mean - 5 / Math.sqrt(3)) < 0.1, `mean ${mean}`);
  assert.ok(deviation > 4 && deviation < 6.5, `deviation ${deviation}`);
});

test('with reordering datagrams do overtake each other, and still none arrives before it was sent', () => {
  for (const jitterShape of ['normal', 'pareto'] as const) {
    const settings = { delayMs: 5, jitterMs: 10, jitterShape, reorder: true };
    const path = new RecordedPath(1, settings).stream(1000, 1000, 100);
    const overtaking = path.arrivals.filter((index, place) => index < (path.arrivals[place - 1] ?? -1));
    assert.ok(overtaking.length > 200, String(overtaking.length));
    assert.ok(path.delaysMs.every((delayMs) => delayMs >= (jitterShape === 'pareto' ? 5 : 0)));
  }
});

/** The delays of 200 s of datagrams, in ms. */
function drawn(settings: Partial<NetworkSettings>, rate: number): number[] {
  return new RecordedPath(2, settings).stream(200 * rate, 1e6 / rate, 100).delaysMs;
}

function moments(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}
