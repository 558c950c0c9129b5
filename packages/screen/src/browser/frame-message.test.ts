import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameMessage } from './frame-message.ts';

test('a frame is laid out as the page reads it', () => {
  const data = Uint8Array.of(0, 0, 1, 0x65, 7);
  const message = frameMessage(data, {
    number: 4_000_000_000,
    keyframe: true,
    capturedUs: 0.5,
    receivedUs: -2,
  });
  assert.equal(message.toString('hex'), '0101000000286bee000000000000e03f00000000000000c00000016507');
});

test('it is a copy', () => {
  const data = Uint8Array.of(1, 2, 3);
  const message = frameMessage(data, { number: 1, keyframe: false, capturedUs: 0, receivedUs: 0 });
  data.fill(9);
  assert.deepEqual([...message.subarray(24)], [1, 2, 3]);
  assert.equal(message[1], 0);
});
