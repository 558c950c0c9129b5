import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HeadWriter, headBytes, type MediaHead, newHead, readHead, roleOf } from './media-message.ts';

const time = fc.double({ min: 0, max: 2 ** 52, noNaN: true, noDefaultInfinity: true });
const head: fc.Arbitrary<MediaHead> = fc.record(
  {
    kind: fc.constantFrom(
      'hello',
      'picture',
      'sound',
      'keyframe-wanted',
      'picture-lost',
      'decoders',
      'flashed',
      'shared',
    ),
    keyframe: fc.boolean(),
    number: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    capturedUs: time,
    encodedUs: time,
    sentUs: time,
    firstReceivedUs: time,
    completeUs: time,
  },
  { noNullPrototype: true },
);

test('property: a head is read as it was written', () => {
  const writer = new HeadWriter();
  fc.assert(
    fc.property(head, (written) => {
      const read = newHead();
      assert.equal(readHead(writer.write(written), read), true);
      assert.deepEqual(read, written);
    }),
  );
});

test('property: garbage is read as a head or refused, never thrown at', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2 * headBytes }), (bytes) => {
      const isHead = readHead(bytes, newHead());
      assert.equal(isHead, bytes.length >= headBytes && bytes[0]! < 11);
    }),
  );
});

test('a hello names a role, and an unknown one none', () => {
  const writer = new HeadWriter();
  const read = newHead();
  for (const role of ['camera', 'screen', 'sound'] as const) {
    readHead(writer.hello(role), read);
    assert.equal(roleOf(read), role);
  }
  readHead(writer.signal('hello', 99), read);
  assert.equal(roleOf(read), undefined);
});
