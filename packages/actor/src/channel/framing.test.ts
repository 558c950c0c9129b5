import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { frameMessage, MessageReader, maxMessageBytes } from './framing.ts';

function readAll(chunks: readonly Uint8Array[]): { messages: string[]; readable: boolean } {
  const reader = new MessageReader();
  const messages: string[] = [];
  let readable = true;
  for (const chunk of chunks) {
    readable &&= reader.push(chunk, (message) => messages.push(Buffer.from(message).toString('hex')));
  }
  return { messages, readable };
}

test('property: messages come out as they went in, however the stream is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1, maxLength: 50 }),
      (messages, cuts) => {
        const stream = Buffer.concat(messages.map((message) => frameMessage(message)));
        const chunks: Uint8Array[] = [];
        for (let at = 0, index = 0; at < stream.length; index++) {
          const length = cuts[index % cuts.length]!;
          chunks.push(stream.subarray(at, at + length));
          at += length;
        }
        const read = readAll(chunks);
        assert.equal(read.readable, true);
        assert.deepEqual(
          read.messages,
          messages.map((message) => Buffer.from(message).toString('hex')),
        );
      },
    ),
  );
});

test('property: garbage never throws, and never reserves more than it says', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 8 }), (chunks) => {
      readAll(chunks);
    }),
  );
});

test('a head and a payload make one message', () => {
  const framed = frameMessage(Uint8Array.of(1, 2), Uint8Array.of(3));
  assert.deepEqual(readAll([framed]).messages, ['010203']);
});

test('a length beyond the bound ends the stream, in one chunk or in pieces', () => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(maxMessageBytes + 1);
  assert.equal(readAll([length]).readable, false);
  assert.equal(readAll([length.subarray(0, 2), length.subarray(2), Uint8Array.of(0)]).readable, false);
});

test('a message beyond the bound is refused where it is made', () => {
  assert.throws(() => frameMessage(new Uint8Array(maxMessageBytes), Uint8Array.of(1)), RangeError);
});
