import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from './backoff.ts';

const crash = 5;

test('the first restart is immediate, later ones wait twice as long each, up to the cap', () => {
  const backoff = new Backoff({ firstMs: 100, capMs: 500, random: () => 1 });
  const waits = Array.from({ length: 6 }, () => backoff.failedAfter(crash));
  assert.deepEqual(waits, [0, 100, 200, 400, 500, 500]);
});

test('jitter takes away at most half', () => {
  const backoff = new Backoff({ firstMs: 100, random: () => 0 });
  backoff.failedAfter(crash);
  assert.equal(backoff.failedAfter(crash), 50);
});

test('a healthy run makes the next restart immediate again', () => {
  const backoff = new Backoff({ healthyMs: 1000, random: () => 0.5 });
  backoff.failedAfter(crash);
  backoff.failedAfter(crash);
  assert.equal(backoff.failedAfter(1000), 0);
});
