import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseFrame, parseViewMessage } from './view.ts';

function frame(bytes: number[], flags: number, version = 1): ArrayBuffer {
  const message = new ArrayBuffer(24 + bytes.length);
  const header = new DataView(message);
  header.setUint8(0, version);
  header.setUint8(1, flags);
  header.setUint32(4, 4_000_000_000, true);
  header.setFloat64(8, 1234.5, true);
  header.setFloat64(16, 5678.25, true);
  new Uint8Array(message, 24).set(bytes);
  return message;
}

test('a frame is its header and what follows it', () => {
  assert.deepEqual(parseFrame(frame([0, 0, 1, 0x65], 1)), {
    keyframe: true,
    number: 4_000_000_000,
    capturedUs: 1234.5,
    receivedUs: 5678.25,
    data: new Uint8Array([0, 0, 1, 0x65]),
  });
  assert.equal(parseFrame(frame([1], 0))?.keyframe, false);
});

test('a frame without data, of another version or without times is ignored', () => {
  assert.equal(parseFrame(frame([], 1)), undefined);
  assert.equal(parseFrame(frame([1], 1, 2)), undefined);
  const timeless = frame([1], 1);
  new DataView(timeless).setFloat64(8, Number.NaN, true);
  assert.equal(parseFrame(timeless), undefined);
});

test('a config needs a codec and a size that a picture can have', () => {
  const config = { type: 'config', codec: 'avc1.42C02A', width: 1280, height: 720 };
  assert.deepEqual(parseViewMessage(JSON.stringify(config)), config);
  for (const width of [0, -2, 1.5, 1e6, null]) {
    assert.equal(parseViewMessage(JSON.stringify({ ...config, width })), undefined);
  }
});

test('a pong brings back the time of its ping', () => {
  const pong = parseViewMessage('{"type":"pong","t0":12.5,"serverUs":99}');
  assert.deepEqual(pong, { type: 'pong', t0Us: 12.5, serverUs: 99 });
});

test('no bytes make the reader throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const parsed = parseFrame(bytes.slice().buffer);
      assert.ok(parsed === undefined || parsed.data.length === bytes.length - 24);
    }),
  );
});
