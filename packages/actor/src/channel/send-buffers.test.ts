import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SendBuffers } from './send-buffers.ts';

test('memory is used again once it is written, and not before', () => {
  const buffers = new SendBuffers();

  const first = buffers.take(100);
  const second = buffers.take(200);
  buffers.written();
  const third = buffers.take(300);

  assert.deepEqual([first.length, second.length, third.length], [100, 200, 300]);
  assert.notEqual(second.buffer, first.buffer);
  assert.equal(third.buffer, first.buffer);
});

test('a message that is larger than any before gets more room, which stays', () => {
  const buffers = new SendBuffers();
  buffers.take(10);
  buffers.written();

  const large = buffers.take(3_000_000);
  buffers.written();
  const small = buffers.take(10);

  assert.equal(large.length, 3_000_000);
  assert.equal(small.buffer, large.buffer);
});
