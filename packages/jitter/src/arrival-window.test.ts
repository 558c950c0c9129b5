import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ArrivalWindow } from './arrival-window.ts';

const { binUs } = ArrivalWindow;

test('quantiles are those of the delays, to a bin, and the lowest is exact', () => {
  const delays = fc.array(fc.integer({ min: -100_000, max: 100_000 }), { minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(delays, fc.constantFrom(0.5, 0.95, 0.99, 0.998), (added, share) => {
      const window = new ArrivalWindow(800);
      for (const delay of added) window.add(delay);
      const sorted = added.toSorted((a, b) => a - b);
      const allowed = Math.floor((1 - share) * sorted.length + 1e-9);
      const exact = sorted[sorted.length - 1 - allowed]!;
      assert.equal(window.lowestUs, sorted[0]);
      const quantile = window.quantileUs(share);
      assert.ok(quantile > exact - 1 && quantile <= exact + binUs, `${quantile} for ${exact}`);
    }),
  );
});

test('what came a whole window earlier is forgotten', () => {
  const window = new ArrivalWindow(800);
  for (let block = 0; block < 300; block++) window.add(block % 2 === 0 ? 0 : 90_000);
  for (let block = 0; block < 600; block++) window.add(20_000);
  assert.equal(window.lowestUs, 0);
  for (let block = 0; block < 500; block++) window.add(20_000);
  assert.equal(window.lowestUs, 20_000);
  assert.equal(window.quantileUs(0.998), 20_000 + binUs);
});

test('delays may wander without end in either direction', () => {
  for (const stepUs of [-37, 37]) {
    const window = new ArrivalWindow(1600);
    let delayUs = 0;
    for (let block = 0; block < 1_000_000; block++) window.add((delayUs += stepUs));
    const spreadUs = window.quantileUs(1) - window.lowestUs;
    assert.ok(spreadUs > 1400 * 37 && spreadUs < 1600 * 37 + 2 * binUs, `${spreadUs} µs`);
  }
});

test('a delay beyond all measure counts as long, one far below all others starts anew', () => {
  const window = new ArrivalWindow(800);
  for (let block = 0; block < 10; block++) window.add(0);
  window.add(3600e6);
  assert.ok(window.quantileUs(0.99) >= 300_000);
  window.add(-3600e6);
  assert.equal(window.lowestUs, -3600e6);
  assert.equal(window.quantileUs(0.99), -3600e6 + binUs);
});
