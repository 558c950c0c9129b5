import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KernelName } from './kernel.ts';
import { type Block, ReedSolomon } from './reed-solomon.ts';

const kernels: readonly KernelName[] = ['wasm', 'typescript'];
const rounds = 31;
const callsPerRound = 1000;

for (const kernel of kernels) {
  test(`${kernel}: once it has seen the largest block, nothing is allocated`, () => {
    const code = ReedSolomon.create(kernel);
    const body = Buffer.alloc(20 * 100);
    const block: Block = { body, bodyBytes: 1950, shardBytes: 100, first: 1, stride: 2, k: 10 };
    const parity = Buffer.alloc(4 * 100);
    const present = Uint8Array.from({ length: 10 }, (_, column) => (column < 3 ? 0 : 1));
    const rows = Uint8Array.of(0, 1, 2, 3);
    const work = (): void => {
      for (let i = 0; i < callsPerRound; i++) {
        code.encodeRows(0, 4, block, parity, 0);
        assert.ok(code.decode(block, present, parity, rows, 4));
      }
    };
    for (let i = 0; i < 20; i++) work();

    const grown = Array.from({ length: rounds }, () => {
      const before = process.memoryUsage();
      work();
      const after = process.memoryUsage();
      return after.heapUsed - before.heapUsed + after.arrayBuffers - before.arrayBuffers;
    });

    // The middle one, because the engine allocates on its own account now and then, and collecting gives back.
    const median = grown.toSorted((a, b) => a - b)[(rounds - 1) / 2] as number;
    assert.ok(median < 20 * callsPerRound, `${median} bytes in ${callsPerRound} blocks`);
  });
}
