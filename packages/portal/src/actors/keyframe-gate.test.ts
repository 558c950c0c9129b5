import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeyframeGate } from './keyframe-gate.ts';

test('nothing passes before a keyframe, everything after it while nothing is missing', () => {
  const gate = new KeyframeGate();
  assert.deepEqual(
    [gate.admit(6, false), gate.admit(7, true), gate.admit(8, false), gate.admit(9, false)],
    [false, true, true, true],
  );
});

test('after a gap it waits for the next keyframe and asks for one', () => {
  const gate = new KeyframeGate();
  gate.admit(1, true);
  assert.equal(gate.admit(3, false), false);
  assert.equal(gate.wantsKeyframe(1_000_000), true);
  assert.equal(gate.admit(4, false), false);
  assert.equal(gate.admit(5, true), true);
  assert.equal(gate.wantsKeyframe(9_000_000), false);
});

test('it asks again when the keyframe does not come, but not for every picture', () => {
  const gate = new KeyframeGate();
  const asked = [0, 16, 100, 249, 250, 300, 500].map((atMs) => gate.wantsKeyframe(atMs * 1000));
  assert.deepEqual(asked, [true, false, false, false, true, false, true]);
});

test('a broken picture shuts it, and numbers wrap', () => {
  const gate = new KeyframeGate();
  gate.admit(2 ** 32 - 1, true);
  assert.equal(gate.admit(0, false), true);
  gate.shut();
  assert.equal(gate.admit(1, false), false);
});
