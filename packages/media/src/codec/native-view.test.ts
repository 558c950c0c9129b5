import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endView } from './native-view.ts';
import { allocateFrame } from './picture-frame.ts';
import { openVideoDecoder } from './video-decoder.ts';
import { openVideoEncoder } from './video-encoder.ts';

test('an encoded and a decoded picture are empty once their time is over, and the next ones are whole', () => {
  const size = { width: 256, height: 256 };
  using encoder = openVideoEncoder({ size, fps: 60, bitrateBps: 100e6 });
  using decoder = openVideoDecoder();
  const frame = allocateFrame(size);
  // Noise: a small picture may share its buffer with others.
  for (const plane of frame.data!) for (let at = 0; at < plane.length; at++) plane[at] = (at * at * 31) >> 5;
  // The very first begins with what is cut off.
  decoder.decode(encoder.encode(frame, 0).data);
  const first = encoder.encode(frame, 1, { keyframe: true }).data;
  const [luma] = decoder.decode(first)!.planes;
  const bytes = first.length;

  const second = encoder.encode(frame, 2).data;
  const next = decoder.decode(second)!.planes[0]!;

  assert.ok(bytes > 10_000 && second.length > 0 && next.length >= 256 * 256);
  assert.equal(first.length, 0);
  assert.equal(luma!.length, 0);
  frame.free();
});

test('a part of a larger buffer is left alone', () => {
  const whole = new Uint8Array(8).fill(7);

  endView(whole.subarray(0, 4));
  assert.equal(whole.length, 8);

  endView(whole);
  endView(whole);
  assert.equal(whole.length, 0);
});
