import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, count, decimal, duration, glance, megabits, shortMs, UNKNOWN, withUnit } from './format.ts';

test('what is not known is a dash, never a zero', () => {
  const said = [
    decimal(null, 1),
    shortMs(undefined),
    megabits(null),
    bytes(null),
    count(null),
    duration(null),
  ];
  assert.deepEqual(new Set(said), new Set([UNKNOWN]));
  assert.equal(withUnit(UNKNOWN, 'ms'), UNKNOWN);
});

test('milliseconds have three figures at most', () => {
  assert.deepEqual([0.04, 9.94, 9.96, 123.4].map(shortMs), ['0.0', '9.9', '10', '123']);
  assert.deepEqual(glance(999.4), ['999', 'ms']);
  assert.deepEqual(glance(1234), ['1.2', 's']);
});

test('a negative number has a real minus, and zero has none', () => {
  assert.equal(decimal(-2.4, 1), '−2.4');
  assert.equal(decimal(-0.01, 1), '0.0');
});

test('counts, bytes and durations read well', () => {
  assert.equal(count(1_234_567), '1\u202f234\u202f567');
  assert.deepEqual([4200, 18.04e6, 3.2e9].map(bytes), ['4 kB', '18.0 MB', '3.20 GB']);
  assert.deepEqual([3, 75, 3723].map(duration), ['0:03', '1:15', '1:02:03']);
});
