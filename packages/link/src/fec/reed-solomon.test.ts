import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededBytes } from '../testing/random.ts';
import { inverse, multiply } from './galois.ts';
import { ReedSolomon } from './reed-solomon.ts';

const code = ReedSolomon.create();

function noise(bytes: number, seed: number): Uint8Array {
  const data = Buffer.alloc(bytes);
  seededBytes(seed)(data);
  return Uint8Array.from(data);
}

/** Loses the shards of a block that `erased` names, recovers them from parity of the given rows, and compares. */
function recovers(
  body: Uint8Array,
  shardBytes: number,
  first: number,
  stride: number,
  k: number,
  erased: readonly number[],
  rows: readonly number[],
): boolean {
  const parity = new Uint8Array(rows.length * shardBytes);
  for (const [at, row] of rows.entries())
    code.encode(row, body, body.length, shardBytes, first, stride, k, parity, at * shardBytes);
  const damaged = Uint8Array.from(body);
  const present = new Uint8Array(k).fill(1);
  for (const column of erased) {
    present[column] = 0;
    const from = (first + column * stride) * shardBytes;
    damaged.fill(0xee, from, Math.min(body.length, from + shardBytes));
  }
  const known = Uint8Array.from(damaged);
  const done = code.decode(
    damaged,
    body.length,
    shardBytes,
    first,
    stride,
    k,
    present,
    parity,
    Uint8Array.from(rows),
    rows.length,
  );
  assert.deepEqual(damaged, done ? body : known);
  return done;
}

function subsets(size: number): number[][] {
  return Array.from({ length: 2 ** size }, (_, bits) =>
    Array.from({ length: size }, (_unused, at) => at).filter((at) => (bits >> at) & 1),
  );
}

test('given the field, when any byte but 0 is multiplied by its inverse, then it is 1, and addition distributes', () => {
  for (let a = 1; a < 256; a++) {
    assert.equal(multiply(a, inverse(a)), 1);
    for (let b = 0; b < 256; b++) assert.equal(multiply(a, b) ^ multiply(a, b ^ 77), multiply(a, 77));
  }
});

test('given small blocks, when any shards are lost and any parity is there, then they are recovered exactly when there is enough', () => {
  for (let k = 1; k <= 6; k++) {
    const body = noise(k * 9 - 4, k);
    for (const erased of subsets(k)) {
      for (const rows of subsets(5)) {
        assert.equal(recovers(body, 9, 0, 1, k, erased, rows), rows.length >= erased.length);
      }
    }
  }
});

test('given large blocks with strides and short tails, when random shards are lost, then random parity recovers them', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 160 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 70 }),
      fc.nat(),
      fc.nat(),
      (k, stride, shardBytes, seed, tail) => {
        const random = noise(400, seed % 2 ** 31);
        const first = random[0]! % stride;
        const shards = first + (k - 1) * stride + 1 + (random[1]! % (stride - first));
        const body = noise(shards * shardBytes - (tail % shardBytes), seed % 1000);
        const columns = Array.from({ length: k }, (_, column) => column).toSorted(
          (one, other) => random[one]! - random[other]! || one - other,
        );
        const erased = columns.slice(0, random[399]! % Math.min(k + 1, 40));
        const rows = Array.from({ length: 96 }, (_, row) => row)
          .toSorted((one, other) => random[200 + one]! - random[200 + other]!)
          .slice(0, erased.length);
        assert.equal(recovers(body, shardBytes, first, stride, k, erased, rows), true);
      },
    ),
    { numRuns: 150 },
  );
});

test('given several rows at once, when they are made, then they are those made one by one', () => {
  const body = noise(73 * 100 - 7, 3);
  const together = new Uint8Array(8 * 100 + 3).fill(9);
  code.encodeRows(5, 8, body, body.length, 100, 0, 1, 73, together, 3);
  const single = new Uint8Array(100);
  for (let row = 0; row < 8; row++) {
    code.encode(5 + row, body, body.length, 100, 0, 1, 73, single, 0);
    assert.deepEqual(together.subarray(3 + row * 100, 103 + row * 100), single);
  }
  assert.deepEqual([...together.subarray(0, 3)], [9, 9, 9]);
});

test('given more symbols than the field has elements, when parity is asked for, then it is refused', () => {
  const body = noise(200, 1);
  assert.throws(() => code.encode(56, body, 200, 1, 0, 1, 200, new Uint8Array(1), 0), RangeError);
  assert.throws(() => code.encode(-1, body, 200, 1, 0, 1, 10, new Uint8Array(1), 0), RangeError);
});
