import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comfort, cutSecondsLeft } from './words.ts';

test('a cut is counted down in whole seconds, and is over at its end', () => {
  assert.equal(cutSecondsLeft(10_000, 8001), 2);
  assert.equal(cutSecondsLeft(10_000, 9999), 1);
  assert.equal(cutSecondsLeft(10_000, 10_000), null);
  assert.equal(cutSecondsLeft(null, 0), null);
});

test('the veil says how long a cut lasts, unless nobody is there to know', () => {
  assert.match(comfort('reconnecting', 2), /another 2 s/);
  assert.match(comfort('reconnecting', null), /by itself/);
  assert.match(comfort('offline', 2), /running/);
});
