import { products } from './galois.ts';
import type { Kernel, Shards } from './kernel.ts';

/** The kernel for machines without WebAssembly SIMD. */
export const typescriptKernel: Kernel = {
  name: 'typescript',
  addProduct(matrix: Uint8Array, rows: number, shards: Shards, into: Uint8Array, intoAt: number): void {
    const { body, bodyBytes, shardBytes, first, stride, count } = shards;
    for (let column = 0; column < count; column++) {
      const from = (first + column * stride) * shardBytes;
      const bytes = Math.min(shardBytes, bodyBytes - from);
      for (let row = 0; row < rows; row++) {
        const factor = matrix[row * count + column]!;
        if (factor !== 0) addMultiple(factor, body, from, bytes, into, intoAt + row * shardBytes);
      }
    }
  },
};

function addMultiple(
  factor: number,
  source: Uint8Array,
  from: number,
  bytes: number,
  into: Uint8Array,
  at: number,
): void {
  const table = factor * 256;
  for (let byte = 0; byte < bytes; byte++) into[at + byte]! ^= products[table + source[from + byte]!]!;
}
