import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { findNal, NAL_SEQUENCE_PARAMETERS } from './annex-b.ts';

/** A NAL unit without start codes inside and without a zero at its end. */
const nal = fc
  .tuple(fc.integer({ min: 1, max: 31 }), fc.uint8Array({ maxLength: 40 }))
  .map(([type, body]) => Uint8Array.of(0x60 | type, ...body.map((byte) => (byte < 2 ? 2 : byte))));
const startCode = fc.constantFrom(
  Uint8Array.of(0, 0, 1),
  Uint8Array.of(0, 0, 0, 1),
  Uint8Array.of(0, 0, 0, 0, 1),
);

test('finds the first NAL unit of a type, whole, whatever the start codes', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(startCode, nal)), fc.integer({ min: 1, max: 31 }), (units, type) => {
      const stream = Buffer.concat(units.flat());
      const expected = units.find(([, unit]) => (unit[0]! & 31) === type)?.[1];
      const found = findNal(stream, type);
      assert.deepEqual(found === undefined ? undefined : Array.from(found), expected && Array.from(expected));
    }),
  );
});

test('what it finds is a view, not a copy', () => {
  const stream = Uint8Array.of(0, 0, 0, 1, 0x67, 9, 8, 7);
  const found = findNal(stream, NAL_SEQUENCE_PARAMETERS);
  assert.equal(found?.buffer, stream.buffer);
  assert.deepEqual(found, Uint8Array.of(0x67, 9, 8, 7));
});

test('finds nothing in what is no stream', () => {
  for (const bytes of [[], [0], [0, 0, 1], [1, 0x67], [0, 1, 0x67], [0x67, 1, 2, 3]]) {
    assert.equal(findNal(Uint8Array.from(bytes), NAL_SEQUENCE_PARAMETERS), undefined);
  }
});

test('any bytes give a part of themselves with that type, or nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 0, 1, 0x67, 0x27, 5)), (bytes) => {
      const found = findNal(Uint8Array.from(bytes), NAL_SEQUENCE_PARAMETERS);
      if (found !== undefined) assert.equal(found[0]! & 31, NAL_SEQUENCE_PARAMETERS);
    }),
    { numRuns: 2000 },
  );
});
