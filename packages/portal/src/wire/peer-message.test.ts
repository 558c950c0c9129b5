import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodePeerMessage, encodePeerMessage } from './peer-message.ts';

test('a message is read as it was sent', () => {
  assert.deepEqual(decodePeerMessage(encodePeerMessage({ type: 'keyframe' })), { type: 'keyframe' });
});

test('what a newer portal says and garbage are both nothing', () => {
  assert.equal(decodePeerMessage(Buffer.from('{"type":"dance"}')), undefined);
  assert.equal(decodePeerMessage(Buffer.from('null')), undefined);
  fc.assert(fc.property(fc.uint8Array(), (bytes) => decodePeerMessage(bytes) === undefined));
});
