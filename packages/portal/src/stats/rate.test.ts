import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Rate } from './rate.ts';

test('a rate is the growth over the last second', () => {
  const rate = new Rate();
  assert.equal(rate.at(0, 0), null);
  assert.equal(rate.at(500_000, 30), 60);
  for (let quarter = 3; quarter <= 12; quarter++) rate.at(quarter * 250_000, 30 + (quarter - 2) * 60);
  assert.equal(rate.at(3_250_000, 690), 240);
});

test('a total that starts anew is no negative rate', () => {
  const rate = new Rate();
  rate.at(0, 1000);
  rate.at(250_000, 2000);
  assert.equal(rate.at(500_000, 3), null);
  assert.equal(rate.at(1_000_000, 33), 60);
});
