import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { KernelName } from './kernel.ts';
import { type Block, ReedSolomon } from './reed-solomon.ts';

const kernels: readonly KernelName[] = ['wasm', 'typescript'];

for (const kernel of kernels) {
  const code = ReedSolomon.create(kernel);

  test(`${kernel}: a parity symbol is the sum of its columns, each over (255 − row) + column`, () => {
    const body = bytesFrom(7, 40);
    const expected = new Uint8Array(8);
    for (let column = 0; column < 5; column++) {
      const over = slowInverse(252 ^ column);
      for (let i = 0; i < 8; i++) {
        expected[i] = (expected[i] as number) ^ slowProduct(over, body[column * 8 + i] as number);
      }
    }
    const into = new Uint8Array(10).fill(0xee);
    code.encode(3, adjacent(body, 8, 5), into, 1);
    assert.deepEqual(into, Uint8Array.of(0xee, ...expected, 0xee));
  });

  test(`${kernel}: a block and its symbols stay what they are from version to version`, () => {
    const body = Buffer.from('a door between two rooms that is always open');
    const parity = Buffer.alloc(3 * 9);
    code.encodeRows(0, 3, adjacent(body, 9, 5), parity, 0);
    assert.equal(parity.toString('hex'), '3adca4836232bf9b5613303299ecbf1c411abacf7d16ec44039a54');
  });

  test(`${kernel}: every pattern of up to as many losses as symbols is recovered, in every small block`, () => {
    for (let k = 1; k <= 6; k++) {
      for (let rows = 1; rows <= 5; rows++) {
        const block = adjacent(bytesFrom(k, k * 3 - 1), 3, k);
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
          const block = { body, bodyBytes, shardBytes, first, stride, k };
          code.encodeRows(firstRow, rows, block, parity, 0);
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
          const whole = code.decode({ ...block, body: damaged }, present, parity, rowNumbers, rows);
          assert.ok(whole);
          assert.ok(Buffer.compare(damaged, body) === 0);
        },
      ),
      { numRuns: 150 },
    );
  });

  function recoverOne(block: Block, parity: Uint8Array, rows: number, lost: number, arrived: number): void {
    const { body, shardBytes, k } = block;
    const present = Uint8Array.from({ length: k }, (_, column) => ((lost >> column) & 1) ^ 1);
    const damaged = body.map((byte, i) => (present[Math.floor(i / shardBytes)] === 0 ? byte ^ 0xff : byte));
    const before = damaged.slice();
    const rowNumbers = [...Array(rows).keys()].filter((row) => (arrived >> row) & 1);
    const symbols = rowNumbers.flatMap((row) => [
      ...parity.subarray(row * shardBytes, (row + 1) * shardBytes),
    ]);
    const whole = code.decode(
      { ...block, body: damaged },
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

test('given a block of any shape, both kernels make the same symbols', () => {
  const [wasm, typescript] = kernels.map((kernel) => ReedSolomon.create(kernel)) as [
    ReedSolomon,
    ReedSolomon,
  ];
  fc.assert(
    fc.property(largeBlocks(), ({ seed, k, rows, firstRow, shardBytes, stride, first, tail }) => {
      const bodyBytes = Math.max(0, (first + (k - 1) * stride) * shardBytes + tail);
      const body = bytesFrom(seed, bodyBytes);
      const one = new Uint8Array(rows * shardBytes);
      const other = new Uint8Array(rows * shardBytes);
      const block = { body, bodyBytes, shardBytes, first, stride, k };
      wasm.encodeRows(firstRow, rows, block, one, 0);
      typescript.encodeRows(firstRow, rows, block, other, 0);
      assert.ok(Buffer.compare(one, other) === 0);
    }),
    { numRuns: 150 },
  );
});

test('given shards of a jumbo datagram, or a thousandth of that, whichever came before, blocks are recovered', () => {
  const code = ReedSolomon.create();
  for (const shardBytes of [9, 8900, 1, 1144]) {
    const k = 240;
    const block = adjacent(bytesFrom(shardBytes, k * shardBytes), shardBytes, k);
    const parity = encoded(code, block, 16);
    const present = Uint8Array.from({ length: k }, (_, column) => (column % 15 === 3 ? 0 : 1));
    const damaged = block.body.map((byte, i) => (present[Math.floor(i / shardBytes)] === 0 ? 0 : byte));
    const rows = Uint8Array.from({ length: 16 }, (_, row) => row);
    assert.ok(code.decode({ ...block, body: damaged }, present, parity, rows, 16));
    assert.ok(Buffer.compare(damaged, block.body) === 0);
  }
});

test('rows that came twice, or that a block cannot have, count for nothing', () => {
  const code = ReedSolomon.create();
  const block = adjacent(bytesFrom(1, 40), 8, 5);
  const parity = encoded(code, block, 2);
  const [zero, one] = [parity.subarray(0, 8), parity.subarray(8)];
  const damaged = block.body.slice().fill(0, 8, 24);
  const decode = (rows: readonly number[], symbols: readonly Uint8Array[]): boolean =>
    code.decode(
      { ...block, body: damaged },
      Uint8Array.of(1, 0, 0, 1, 1),
      Buffer.concat(symbols),
      Uint8Array.from(rows),
      rows.length,
    );

  assert.equal(decode([1, 1, 251, 255], [one, one, zero, zero]), false);
  assert.deepEqual(damaged, block.body.slice().fill(0, 8, 24));
  assert.equal(decode([1, 251, 1, 0], [one, zero, one, zero]), true);
  assert.deepEqual(damaged, block.body);
});

test('arguments that no block has are refused, and say why', () => {
  const code = ReedSolomon.create();
  const body = new Uint8Array(1000);
  const encode = (firstRow: number, rows: number, fields: Partial<Block>): void =>
    code.encodeRows(firstRow, rows, { ...adjacent(body, 4, 5), ...fields }, new Uint8Array(40), 0);
  const wrong: [() => void, RegExp][] = [
    [() => encode(0, 2, { k: 255 }), /rows 0 to 1 of 255 shards: at most 256 symbols/],
    [() => encode(200, 1, { k: 56 }), /at most 256/],
    [() => encode(-1, 1, {}), /rows -1/],
    [() => encode(0, 0, {}), /rows 0/],
    [() => encode(0, 1, { k: 0 }), /a block of 0 shards/],
    [() => encode(0, 1, { k: 256 }), /a block of 256 shards/],
    [() => encode(0, 1, { shardBytes: 0 }), /of 0 bytes/],
    [() => encode(0, 1, { stride: 0 }), /every 0 from 0/],
    [() => encode(0, 1, { bodyBytes: 1001 }), /a body of 1001 bytes: there are 1000/],
    [() => encode(0, 11, {}), /there is room for 40 bytes/],
    [() => encode(0, 1, { k: Number.NaN }), /NaN/],
    [
      () => code.decode(adjacent(body, 4, 3), new Uint8Array(2), body, body, 1),
      /too few for 3 shards and 1 symbols/,
    ],
  ];
  for (const [call, message] of wrong) assert.throws(call, { name: 'RangeError', message });
});

test('an engine without WebAssembly gets the TypeScript kernel', (t) => {
  assert.equal(ReedSolomon.create().kernel, 'wasm');
  const engines = Object.getOwnPropertyDescriptor(globalThis, 'WebAssembly') as PropertyDescriptor;
  t.after(() => Object.defineProperty(globalThis, 'WebAssembly', engines));

  Object.defineProperty(globalThis, 'WebAssembly', { ...engines, value: undefined });

  assert.equal(ReedSolomon.create().kernel, 'typescript');
  assert.throws(() => ReedSolomon.create('wasm'), TypeError);
});

function encoded(code: ReedSolomon, block: Block, rows: number): Uint8Array {
  const parity = new Uint8Array(rows * block.shardBytes);
  code.encodeRows(0, rows, block, parity, 0);
  return parity;
}

/** A block that is the whole of its frame. */
function adjacent(body: Uint8Array, shardBytes: number, k: number): Block {
  return { body, bodyBytes: body.length, shardBytes, first: 0, stride: 1, k };
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

/** Bit by bit, as one multiplies polynomials by hand. */
function slowProduct(a: number, b: number): number {
  let product = 0;
  for (let bit = 0; bit < 8; bit++) if ((b >> bit) & 1) product ^= a << bit;
  for (let bit = 14; bit >= 8; bit--) if ((product >> bit) & 1) product ^= 0x11d << (bit - 8);
  return product;
}

function slowInverse(element: number): number {
  return [...Array(256).keys()].findIndex((other) => slowProduct(element, other) === 1);
}
