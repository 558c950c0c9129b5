import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { EventBuffer } from './window-event.ts';

test('a change of size is told with the size, other news of windows but exposure are not', () => {
  const event = new EventBuffer();
  const words = new Int32Array(event.bytes.buffer);
  words.set([0x200, 0, 1, 6, 1920, 1080]);
  assert.deepEqual(event.decode(), { type: 'resize', width: 1920, height: 1080 });
  words[3] = 3;
  assert.deepEqual(event.decode(), { type: 'expose' });
  words[3] = 12;
  assert.equal(event.decode(), undefined);
});

test('whatever SDL writes, decoding gives an event of ours or nothing', () => {
  const event = new EventBuffer();
  const types = new Set(['quit', 'expose', 'lost', 'resize', 'key', undefined]);
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 64, maxLength: 64 }),
      fc.constantFrom(0x100, 0x200, 0x300, 0x2001),
      (bytes, type) => {
        event.bytes.set(bytes);
        new Int32Array(event.bytes.buffer)[0] = type;
        assert.ok(types.has(event.decode()?.type));
      },
    ),
  );
});
