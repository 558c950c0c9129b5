import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { codecBits, codecs, codecsOf } from './codec-set.ts';

test('property: a set of codecs is read as it was written, whatever else a newer version may set', () => {
  fc.assert(
    fc.property(fc.subarray([...codecs]), fc.nat(255), (set, unknown) => {
      assert.deepEqual(codecsOf(codecBits(set) | (unknown << codecs.length)), set);
    }),
  );
});
