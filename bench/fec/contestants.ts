import { ReedSolomon } from '@ajar/link/testing';
import { ReedSolomonErasure } from '@subspace/reed-solomon-erasure.wasm';
import { dataOf, lostOf, type Shape } from './shape.ts';

/** One implementation at work on one block. */
export interface Task {
  /** Makes the parity symbols of the block. */
  encode(): void;
  /** Makes the lost shards again from the rest and the symbols, which `encode` made. */
  decode(): void;
  /** The data of the block, lost shards included. */
  readonly data: Uint8Array;
}

/** An implementation of Reed-Solomon, used as its makers offer it, copies into its memory included. */
export interface Contestant {
  readonly name: string;
  readonly start: (shape: Shape) => Task;
}

export const wasm: Contestant = { name: 'wasm', start: (shape) => ajarTask('wasm', shape) };
export const typescript: Contestant = {
  name: 'typescript',
  start: (shape) => ajarTask('typescript', shape),
};

/** The Rust library reed-solomon-erasure, compiled to WebAssembly without SIMD. */
export async function subspace(): Promise<Contestant> {
  const code = await ReedSolomonErasure.fromCurrentDirectory();
  return { name: 'subspace', start: (shape) => subspaceTask(code, shape) };
}

function ajarTask(kernel: 'wasm' | 'typescript', shape: Shape): Task {
  const { shards, shardBytes, rows } = shape;
  const code = ReedSolomon.create(kernel);
  const data = dataOf(shape);
  const block = { body: data, bodyBytes: data.length, shardBytes, first: 0, stride: 1, k: shards };
  const parity = new Uint8Array(rows * shardBytes);
  const present = new Uint8Array(shards).fill(1);
  for (const lost of lostOf(shape)) present[lost] = 0;
  const rowNumbers = Uint8Array.from({ length: rows }, (_, row) => row);
  return {
    encode: () => code.encodeRows(0, rows, block, parity, 0),
    decode: () => check(code.decode(block, present, parity, rowNumbers, rows), kernel),
    data,
  };
}

function subspaceTask(code: ReedSolomonErasure, shape: Shape): Task {
  const { shards, shardBytes, rows } = shape;
  const all = new Uint8Array((shards + rows) * shardBytes);
  all.set(dataOf(shape));
  const available = Array.from({ length: shards + rows }, () => true);
  for (const lost of lostOf(shape)) available[lost] = false;
  return {
    encode: () => check(code.encode(all, shards, rows) === ReedSolomonErasure.RESULT_OK, 'subspace'),
    decode: () =>
      check(code.reconstruct(all, shards, rows, available) === ReedSolomonErasure.RESULT_OK, 'subspace'),
    data: all.subarray(0, shards * shardBytes),
  };
}

function check(done: boolean, name: string): void {
  if (!done) throw new Error(`${name} refuses a block that it can recover`);
}
