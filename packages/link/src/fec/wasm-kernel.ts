import { multiply } from './galois.ts';
import type { Kernel } from './kernel.ts';
import { kernelBinary } from './kernel-binary.ts';

/** What is used here of a global that Node's types leave to the browser's. */
declare const WebAssembly: {
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

interface Exports {
  readonly combine: Kernel['combine'];
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
}

/** The tables of products that the module expects where its memory begins. */
const tableBytes = 256 * 32;
const pageBytes = 65536;

/** The kernel in WebAssembly SIMD: the AssemblyScript of `assembly/`. */
export class WasmKernel implements Kernel {
  readonly name = 'wasm';
  readonly #exports: Exports;
  #workspace: Uint8Array;

  /** @throws WebAssembly.CompileError when the engine has no relaxed SIMD (which Node has from version 21 on) */
  constructor() {
    const module = new WebAssembly.Module(Buffer.from(kernelBinary, 'base64'));
    this.#exports = new WebAssembly.Instance(module).exports as Exports;
    this.#workspace = this.#grow(0);
    writeTables(new Uint8Array(this.#exports.memory.buffer));
  }

  workspace(bytes: number): Uint8Array {
    if (this.#workspace.length < bytes) this.#workspace = this.#grow(bytes);
    return this.#workspace;
  }

  combine(
    rows: number,
    columns: number,
    coefficientsAt: number,
    inputsAt: number,
    inputStride: number,
    outputsAt: number,
    outputStride: number,
    bytes: number,
  ): void {
    this.#exports.combine(
      rows,
      columns,
      tableBytes + coefficientsAt,
      tableBytes + inputsAt,
      inputStride,
      tableBytes + outputsAt,
      outputStride,
      bytes,
    );
  }

  #grow(bytes: number): Uint8Array {
    const { memory } = this.#exports;
    const missing = tableBytes + bytes - memory.buffer.byteLength;
    memory.grow(Math.ceil(missing / pageBytes));
    return new Uint8Array(memory.buffer, tableBytes);
  }
}

function writeTables(memory: Uint8Array): void {
  for (let coefficient = 0; coefficient < 256; coefficient++) {
    for (let half = 0; half < 16; half++) {
      memory[coefficient * 32 + half] = multiply(coefficient, half);
      memory[coefficient * 32 + 16 + half] = multiply(coefficient, half << 4);
    }
  }
}
