import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BitReader } from './bit-reader.ts';

/** A reader of these zeros and ones, with emulation prevention as an encoder inserts it. */
function read(bits: string): BitReader {
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0');
  const bytes: number[] = [];
  for (const byte of padded.match(/.{8}/g)!.map((digits) => Number.parseInt(digits, 2))) {
    if (byte <= 3 && bytes.at(-1) === 0 && bytes.at(-2) === 0) bytes.push(3);
    bytes.push(byte);
  }
  const reader = new BitReader();
  reader.start(Uint8Array.from(bytes), 0, bytes.length);
  return reader;
}

function exponentialGolomb(value: number): string {
  const code = (value + 1).toString(2);
  return '0'.repeat(code.length - 1) + code;
}

test('unsigned codes come back as they were written', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 8 }), (values) => {
      const reader = read(values.map(exponentialGolomb).join(''));
      const got = values.map(() => reader.unsigned());
      assert.deepEqual(got, values);
      assert.equal(reader.overrun, false);
    }),
  );
});

test('signed codes alternate around zero', () => {
  const reader = read([0, 1, 2, 3, 4].map(exponentialGolomb).join(''));

  const values = [reader.signed(), reader.signed(), reader.signed(), reader.signed(), reader.signed()];

  assert.deepEqual(
    values.map((value) => value + 0),
    [0, 1, -1, 2, -2],
  );
});

test('an emulation prevention byte is not part of the data', () => {
  const reader = new BitReader();
  reader.start(Uint8Array.of(0, 0, 3, 1, 0xff), 0, 5);

  assert.equal(reader.bits(24), 1);
  assert.equal(reader.bits(8), 0xff);
  assert.equal(reader.overrun, false);
});

test('reading past the end gives zeros and says so', () => {
  const reader = new BitReader();
  reader.start(Uint8Array.of(0xff, 0xff), 0, 1);

  assert.equal(reader.bits(8), 255);
  assert.equal(reader.overrun, false);
  assert.equal(reader.bits(8), 0);
  assert.equal(reader.overrun, true);
});

test('a code of more than 31 leading zeros is no code', () => {
  const reader = new BitReader();
  reader.start(new Uint8Array(100), 0, 100);

  reader.unsigned();

  assert.equal(reader.overrun, true);
});
