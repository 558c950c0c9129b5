import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { coefficient } from './cauchy.ts';
import { multiply } from './galois.ts';
import type { KernelName } from './kernel.ts';
import { ReedSolomon } from './reed-solomon.ts';

interface Block {
  readonly body: Uint8Array;
  readonly shardBytes: number;
  readonly first: number;
  readonly stride: number;
  readonly k: number;
}

const kernels: readonly KernelName[] = ['wasm', 'typescript'];

for (const kernel of kernels) {
  const code = ReedSolomon.create(kernel);

  test(`${kernel}: a parity symbol is the sum of its columns times their coefficients`, () => {
    const block = { body: bytesFrom(7, 40), shardBytes: 8, first: 0, stride: 1, k: 5 };
    const expected = new Uint8Array(8);
    for (let column = 0; column < 5; column++) {
      for (let i = 0; i < 8; i++) {
        const byte = block.body[column * 8 + i] as number;
        expected[i] = (expected[i] as number) ^ multiply(coefficient(3, column), byte);
      }
    }
    const into = new Uint8Array(10).fill(0xee);
    code.encode(3, block.body, 40, 8, 0, 1, 5, into, 1);
    assert.deepEqual(into, Uint8Array.of(0xee, ...expected, 0xee));
  });

  test(`${kernel}: every pattern of up to as many losses as symbols is recovered, in every small block`, () => {
    for (let k = 1; k <= 6; k++) {
      for (let rows = 1; rows <= 5; rows++) {
        const block = { body: bytesFrom(k, k * 3 - 1), shardBytes: 3, first: 0, stride: 1, k };
        const parity = encoded(code, block, rows);
        for (let lost = 1; lost < 1 << k; lost++) {
          for (let arrived = 0; arrived < 1 << rows; arrived++)
            recoverOne(block, parity, rows, lost, arrived);
        }
      }
    }
  });

  test(`${kernel}: whatever the shape of the block, losses up to the symbols that arrived are recovered and nothing else is touched`, () => {
    fc.assert(
      fc.property(
        largeBlocks(),
        fc.integer(),
        ({ seed, k, rows, firstRow, shardBytes, stride, first, tail }, pick) => {
          const bodyBytes = Math.max(0, (first + (k - 1) * stride) * shardBytes + tail);
          const body = bytesFrom(seed, bodyBytes + 5);
          const parity = new Uint8Array(rows * shardBytes);
          code.encodeRows(firstRow, rows, body, bodyBytes, shardBytes, first, stride, k, parity, 0);
          const present = new Uint8Array(k).fill(1);
          for (let i = 0, order = shuffled(pick, k); i < Math.min(rows, k); i++)
            present[order[i] as number] = 0;
          const damaged = body.slice();
          present.forEach((there, column) => {
            const at = (first + column * stride) * shardBytes;
            if (there === 0)
              damaged.fill(0x55, Math.min(at, bodyBytes), Math.min(at + shardBytes, bodyBytes));
          });
          const rowNumbers = Uint8Array.from({ length: rows }, (_, i) => firstRow + i);
          const whole = code.decode(
            damaged,
            bodyBytes,
            shardBytes,
            first,
            stride,
            k,
            present,
            parity,
            rowNumbers,
            rows,
          );
          assert.ok(whole);
          assert.ok(Buffer.compare(damaged, body) === 0);
        },
      ),
      { numRuns: 150 },
    );
  });

  function recoverOne(block: Block, parity: Uint8Array, rows: number, lost: number, arrived: number): void {
    const { body, shardBytes, first, stride, k } = block;
    const present = Uint8Array.from({ length: k }, (_, column) => ((lost >> column) & 1) ^ 1);
    const damaged = body.map((byte, i) => (present[Math.floor(i / shardBytes)] === 0 ? byte ^ 0xff : byte));
    const before = damaged.slice();
    const rowNumbers = [...Array(rows).keys()].filter((row) => (arrived >> row) & 1);
    const symbols = rowNumbers.flatMap((row) => [
      ...parity.subarray(row * shardBytes, (row + 1) * shardBytes),
    ]);
    const whole = code.decode(
      damaged,
      body.length,
      shardBytes,
      first,
      stride,
      k,
      present,
      Uint8Array.from(symbols),
      Uint8Array.from(rowNumbers),
      rowNumbers.length,
    );
    const enough = rowNumbers.length >= present.filter((there) => there === 0).length;
    assert.equal(whole, enough, `k ${k}, lost ${lost.toString(2)}, arrived ${arrived.toString(2)}`);
    assert.ok(Buffer.compare(damaged, enough ? body : before) === 0);
  }
}

function encoded(code: ReedSolomon, { body, shardBytes, first, stride, k }: Block, rows: number): Uint8Array {
  const parity = new Uint8Array(rows * shardBytes);
  code.encodeRows(0, rows, body, body.length, shardBytes, first, stride, k, parity, 0);
  return parity;
}

function largeBlocks(): fc.Arbitrary<{
  seed: number;
  k: number;
  rows: number;
  firstRow: number;
  shardBytes: number;
  stride: number;
  first: number;
  tail: number;
}> {
  return fc
    .record({
      seed: fc.nat(),
      k: fc.integer({ min: 1, max: 200 }),
      shardBytes: fc.integer({ min: 1, max: 300 }),
      stride: fc.integer({ min: 1, max: 4 }),
      first: fc.integer({ min: 0, max: 3 }),
    })
    .chain((shape) =>
      fc.record({
        ...constants(shape),
        firstRow: fc.integer({ min: 0, max: Math.min(20, 255 - shape.k) }),
        tail: fc.integer({ min: -shape.shardBytes, max: shape.shardBytes }),
      }),
    )
    .chain((shape) =>
      fc.record({
        ...constants(shape),
        rows: fc.integer({ min: 1, max: Math.min(20, 256 - shape.k - shape.firstRow) }),
      }),
    );
}

function constants<T extends Record<string, number>>(shape: T): { [K in keyof T]: fc.Arbitrary<number> } {
  return Object.fromEntries(Object.entries(shape).map(([name, value]) => [name, fc.constant(value)])) as {
    [K in keyof T]: fc.Arbitrary<number>;
  };
}

/** Bytes that look random and are the same every time. */
function bytesFrom(seed: number, length: number): Uint8Array {
  let state = (seed | 1) >>> 0;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

function shuffled(seed: number, count: number): number[] {
  const order = [...Array(count).keys()];
  const keys = bytesFrom(seed, count);
  return order.toSorted((a, b) => (keys[a] as number) - (keys[b] as number) || a - b);
}
