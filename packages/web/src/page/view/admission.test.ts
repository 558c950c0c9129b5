import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Admission } from './admission.ts';

test('nothing is decoded before the first keyframe, everything after it', () => {
  const admission = new Admission();
  assert.equal(admission.admits(false, 0, 0), false);
  assert.equal(admission.admits(true, 0, 16), true);
  assert.equal(admission.admits(false, 1, 33), true);
});

test('a burst that the decoder works off soon is decoded whole', () => {
  const admission = new Admission();
  admission.admits(true, 0, 0);
  for (let queued = 0; queued < 10; queued += 1) assert.equal(admission.admits(false, queued, 100), true);
  assert.equal(admission.admits(false, 3, 200), true);
  assert.equal(admission.admits(false, 5, 300), true);
});

test('a decoder that stays behind drops frames until a keyframe finds its queue short', () => {
  const admission = new Admission();
  admission.admits(true, 0, 0);
  assert.equal(admission.admits(false, 4, 1000), true);
  assert.equal(admission.admits(false, 4, 1150), true);
  assert.equal(admission.admits(false, 4, 1151), false);
  assert.equal(admission.admits(true, 4, 1160), false);
  assert.equal(admission.admits(false, 0, 1170), false);
  assert.equal(admission.admits(true, 0, 1180), true);
});

test('a keyframe is asked for at most twice a second, and only while one is wanted', () => {
  const admission = new Admission();
  assert.equal(admission.asks(0), true);
  assert.equal(admission.asks(499), false);
  assert.equal(admission.asks(500), true);
  admission.admits(true, 0, 600);
  assert.equal(admission.asks(5000), false);
  admission.break();
  assert.equal(admission.asks(5001), true);
});
