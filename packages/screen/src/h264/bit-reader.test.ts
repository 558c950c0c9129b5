import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { BitWriter } from '../testing/bit-writer.ts';
import { BitReader } from './bit-reader.ts';

type Item = ['bits', count: number, value: number] | ['unsigned' | 'signed', value: number];

const bits = fc
  .integer({ min: 0, max: 32 })
  .chain((count) => fc.integer({ min: 0, max: 2 ** count - 1 }).map((value): Item => ['bits', count, value]));
const unsigned = fc.integer({ min: 0, max: 2 ** 32 - 2 }).map((value): Item => ['unsigned', value]);
const signed = fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 }).map((value): Item => ['signed', value]);

test('reads back what was written, across emulation prevention', () => {
  const zeros = fc.constant<Item>(['bits', 32, 0]);
  fc.assert(
    fc.property(fc.array(fc.oneof(bits, unsigned, signed, zeros)), (items) => {
      const writer = new BitWriter(new Uint8Array(0));
      for (const item of items) {
        if (item[0] === 'bits') writer.bits(item[1], item[2]);
        else writer[item[0]](item[1]);
      }
      const reader = new BitReader(writer.nal());
      for (const item of items) {
        if (item[0] === 'bits') assert.equal(reader.bits(item[1]), item[2]);
        else assert.equal(reader[item[0]](), item[1]);
      }
      assert.equal(reader.exhausted, false);
    }),
  );
});

test('past the end there are zeros and a note', () => {
  const reader = new BitReader(Uint8Array.of(0xff));
  assert.equal(reader.bits(8), 0xff);
  assert.equal(reader.exhausted, false);
  assert.equal(reader.bit(), 0);
  assert.equal(reader.exhausted, true);
});

test('a code longer than 32 bits ends the reading', () => {
  const reader = new BitReader(new Uint8Array(64));
  assert.equal(reader.unsigned(), 0);
  assert.equal(reader.exhausted, true);
});
