import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReceivedRate } from './received-rate.ts';

test('two totals make a rate', () => {
  const rate = new ReceivedRate();
  assert.equal(rate.note(0, 1000), null);
  assert.equal(rate.note(500, 126_000), 2e6);
});

test('what is older than a second and a half does not count', () => {
  const rate = new ReceivedRate();
  for (let atMs = 0; atMs <= 5000; atMs += 250) rate.note(atMs, atMs < 2500 ? atMs * 1000 : 2_500_000);
  assert.equal(rate.note(5250, 2_500_000), 0);
});

test('a counter that started again, or is unknown, starts the rate again', () => {
  const rate = new ReceivedRate();
  rate.note(0, 1e6);
  rate.note(250, 2e6);
  assert.equal(rate.note(500, 10), null);
  assert.equal(rate.note(750, null), null);
  assert.equal(rate.note(1000, 20), null);
});
