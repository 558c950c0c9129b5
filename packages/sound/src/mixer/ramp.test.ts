import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ramp } from './ramp.ts';

test('a change of gain is spread over its frames, however they are cut into pieces', () => {
  for (const frames of [1, 7, 120, 240]) {
    const ramp = new Ramp(1);
    ramp.to(0, 480);
    let before = 1;
    for (let at = 0; at < 960; at += frames) {
      const piece = new Float32Array(frames * 2).fill(1);
      ramp.apply(piece);
      for (let i = 0; i < piece.length; i += 2) {
        assert.equal(piece[i], piece[i + 1]);
        assert.ok(before - piece[i]! <= 1 / 480 + 1e-6 && before >= piece[i]!);
        before = piece[i]!;
      }
    }
    assert.equal(before, 0);
  }
});

test('a ramp turned back half way goes on from where it was', () => {
  const ramp = new Ramp(0);
  const piece = new Float32Array(200).fill(1);
  ramp.to(1, 200);
  ramp.apply(piece);
  assert.ok(Math.abs(piece.at(-1)! - 0.5) < 1e-6);
  ramp.to(0, 100);
  piece.fill(1);
  ramp.apply(piece);
  assert.ok(Math.abs(piece[0]! - 0.495) < 1e-6);
  assert.equal(piece.at(-1), 0);
});

test('at full gain every bit is as it was, infinities too', () => {
  const values = [0.1, -0.3, 1e-30, 5, Number.POSITIVE_INFINITY, -0];
  const piece = Float32Array.from(values);
  new Ramp(1).apply(piece);
  assert.deepEqual(piece, Float32Array.from(values));
});
