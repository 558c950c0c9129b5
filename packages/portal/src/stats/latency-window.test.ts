import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LatencyWindow } from './latency-window.ts';

test('percentiles are those of the last second', () => {
  const window = new LatencyWindow();
  window.add(0, 1000);
  for (let index = 1; index <= 100; index++) window.add(1_000_000 + index * 1000, index);
  assert.deepEqual(window.percentiles(1_100_000), { p50: 50, p95: 95, p99: 99, max: 100 });
  assert.equal(window.count(1_100_000), 100);
});

test('a shorter span has a median of its own', () => {
  const window = new LatencyWindow();
  for (let index = 0; index < 10; index++) window.add(index * 100_000, index < 9 ? 10 : 90);
  assert.equal(window.median(900_000), 10);
  assert.equal(window.median(900_000, 50_000), 90);
});

test('without samples there is nothing to say, not 0', () => {
  const window = new LatencyWindow();
  assert.equal(window.percentiles(0), null);
  window.add(0, 5);
  assert.equal(window.percentiles(2_000_000), null);
  assert.equal(window.median(2_000_000), null);
});

test('more samples than places push out the oldest', () => {
  const window = new LatencyWindow(1_000_000, 4);
  for (let index = 1; index <= 6; index++) window.add(index, index);
  assert.deepEqual(window.percentiles(10), { p50: 4, p95: 6, p99: 6, max: 6 });
});
