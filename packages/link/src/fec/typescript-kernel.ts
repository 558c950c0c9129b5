import { multiply } from './galois.ts';
import type { Kernel } from './kernel.ts';

/** Every product of two elements, at 256 × a + b. */
const products: Uint8Array = new Uint8Array(65536);
for (let a = 1; a < 256; a++) {
  for (let b = 1; b < 256; b++) products[256 * a + b] = multiply(a, b);
}

/** The kernel for engines without WebAssembly SIMD, and the one that the other is checked against. */
export class TypeScriptKernel implements Kernel {
  readonly name = 'typescript';
  #memory = new Uint8Array(0);

  workspace(bytes: number): Uint8Array {
    if (this.#memory.length < bytes) this.#memory = new Uint8Array(bytes);
    return this.#memory;
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
    const memory = this.#memory;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const coefficient = memory[coefficientsAt + row * columns + column] as number;
        if (coefficient === 0) continue;
        addProduct(
          memory,
          coefficient,
          inputsAt + column * inputStride,
          outputsAt + row * outputStride,
          bytes,
        );
      }
    }
  }
}

function addProduct(
  memory: Uint8Array,
  coefficient: number,
  inputAt: number,
  outputAt: number,
  bytes: number,
): void {
  const productsAt = 256 * coefficient;
  for (let i = 0; i < bytes; i++) {
    const product = products[productsAt | (memory[inputAt + i] as number)] as number;
    memory[outputAt + i] = (memory[outputAt + i] as number) ^ product;
  }
}
