import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Admission } from './admission.ts';

test('nothing is decoded before the first keyframe, everything after it', () => {
  const admission = new Admission();
  assert.equal(admission.admits(false, 0), false);
  assert.equal(admission.admits(true, 0), true);
  assert.equal(admission.admits(false, 1), true);
});

test('a backlog drops frames until a keyframe finds the queue short again', () => {
  const admission = new Admission();
  admission.admits(true, 0);
  assert.equal(admission.admits(false, 3), true);
  assert.equal(admission.admits(false, 4), false);
  assert.equal(admission.admits(false, 0), false);
  assert.equal(admission.admits(true, 4), false);
  assert.equal(admission.admits(true, 0), true);
});

test('a keyframe is asked for at most twice a second, and only while one is wanted', () => {
  const admission = new Admission();
  assert.equal(admission.asks(0), true);
  assert.equal(admission.asks(499), false);
  assert.equal(admission.asks(500), true);
  admission.admits(true, 0);
  assert.equal(admission.asks(5000), false);
  admission.break();
  assert.equal(admission.asks(5001), true);
});
