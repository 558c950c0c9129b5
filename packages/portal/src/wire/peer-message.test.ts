import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodePeerMessage, encodePeerMessage, type PeerMessage } from './peer-message.ts';

test('messages are read as they were sent', () => {
  const messages: readonly PeerMessage[] = [
    { type: 'keyframe' },
    { type: 'decoders', codecs: ['h264', 'av1'] },
    { type: 'view', pictureHeightM: 1.9, bottomM: -0.1 },
    { type: 'view', pictureHeightM: 0, bottomM: 0 },
    { type: 'flash', code: 0xffff_ffff },
    { type: 'flashed', code: 7, presentedUs: 123_456_789.5 },
  ];
  for (const message of messages) assert.deepEqual(decodePeerMessage(encodePeerMessage(message)), message);
});

test('of codecs those count that are known, in our order', () => {
  const bytes = Buffer.from('{"type":"decoders","codecs":["vp9","av1","h264"]}');
  assert.deepEqual(decodePeerMessage(bytes), { type: 'decoders', codecs: ['h264', 'av1'] });
});

test('numbers out of range are nothing', () => {
  for (const text of [
    '{"type":"flash","code":-1}',
    '{"type":"flash","code":1.5}',
    '{"type":"flashed","code":1,"presentedUs":1e300}',
    '{"type":"view","pictureHeightM":0.001,"bottomM":0}',
    '{"type":"view","pictureHeightM":-1,"bottomM":0}',
    '{"type":"view","pictureHeightM":1e9,"bottomM":0}',
    '{"type":"view","pictureHeightM":null,"bottomM":0}',
    '{"type":"view","pictureHeightM":"2","bottomM":0}',
    '{"type":"decoders","codecs":"h264"}',
  ]) {
    assert.equal(decodePeerMessage(Buffer.from(text)), undefined, text);
  }
});

test('what a newer portal says and garbage are both nothing', () => {
  assert.equal(decodePeerMessage(Buffer.from('{"type":"dance"}')), undefined);
  assert.equal(decodePeerMessage(Buffer.from('null')), undefined);
  fc.assert(fc.property(fc.uint8Array(), (bytes) => decodePeerMessage(bytes) === undefined));
});
