import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSoundFormat, soundCodecs, soundFormatByte, soundFrameMs } from './sound-format.ts';

test('every format has a byte of its own, and is read from it again', () => {
  const bytes = new Set<number>();
  for (const codec of soundCodecs) {
    for (const frameMs of soundFrameMs) {
      const byte = soundFormatByte({ codec, frameMs });
      assert.deepEqual(readSoundFormat(byte), { codec, frameMs });
      bytes.add(byte);
    }
  }
  assert.equal(bytes.size, 9);
});

test('all other bytes are nothing, as is a packet without one', () => {
  const known = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => readSoundFormat(byte));
  assert.equal(known.length, 9);
  assert.equal(readSoundFormat(0), undefined);
  assert.equal(readSoundFormat(undefined), undefined);
});
