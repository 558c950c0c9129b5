import { CauchyInverse, coefficient, maxSymbols } from './cauchy.ts';
import { type Kernel, type KernelName, stripBytes } from './kernel.ts';
import { TypeScriptKernel } from './typescript-kernel.ts';
import { WasmKernel } from './wasm-kernel.ts';

/** Most coefficients at a time: rows + columns ≤ 256. */
const coefficientBytes = (maxSymbols / 2) ** 2;
const copyBytes = Buffer.prototype.copy;

/**
 * One block of a frame, to be coded: where its shards lie in the body of the frame. Shard c is the `shardBytes` bytes from
 * (`first` + c × `stride`) × `shardBytes`. What lies at or beyond `bodyBytes` counts as zero and is not read or written.
 * It is read during a call and not kept: a caller that codes many blocks fills one object again and again.
 */
export interface Block {
  body: Uint8Array;
  /** How much of `body` the frame fills: 0 … body.length. */
  bodyBytes: number;
  /** Size of a shard, and of a parity symbol; 1 or more. */
  shardBytes: number;
  /** Where in the body the block's first shard lies, in shards; 0 or more. */
  first: number;
  /** From one shard of the block to the next, in shards; 1 or more, 1 where they lie side by side. */
  stride: number;
  /** How many data shards it has: 1 … 255. */
  k: number;
}

/**
 * Systematic Reed-Solomon over GF(256), for the shards of a frame. A block is k data shards, and any number of parity
 * symbols made of them; any k of all these give back the rest. Parity row r (0…) is the sum of the data columns
 * c (0…k − 1), each times 1 / ((255 − r) + c), in the field with polynomial 0x11d; k + rows ≤ 256.
 *
 * Synchronous. Keeps nothing from one call to the next but memory, which grows to what the largest block so far needed;
 * after that, nothing is allocated. One for all connections of a process will do.
 *
 * Impossible arguments throw RangeError: they are mistakes of the caller, who checks what comes from the network.
 */
export class ReedSolomon {
  readonly #kernel: Kernel;
  readonly #inverse = new CauchyInverse();
  readonly #erased = new Uint8Array(maxSymbols);
  readonly #used = new Uint8Array(maxSymbols);
  readonly #isUsed = new Uint8Array(maxSymbols);

  /**
   * @param kernel which one to use; by default WebAssembly where the engine can, else TypeScript
   * @throws WebAssembly.CompileError, or TypeError, for `wasm` where the engine has no relaxed SIMD, or no WebAssembly
   */
  static create(kernel?: KernelName): ReedSolomon {
    return new ReedSolomon(kernel);
  }

  private constructor(kernel: KernelName | undefined) {
    if (kernel === 'typescript') this.#kernel = new TypeScriptKernel();
    else this.#kernel = kernel === 'wasm' ? new WasmKernel() : bestKernel();
  }

  get kernel(): KernelName {
    return this.#kernel.name;
  }

  /** Writes one parity symbol, of `shardBytes` bytes, to `into`, from `intoAt`. For several, `encodeRows` is faster. */
  encode(row: number, block: Block, into: Uint8Array, intoAt: number): void {
    this.encodeRows(row, 1, block, into, intoAt);
  }

  /** Writes the parity symbols of `rows` rows, one behind the other, to `into`, from `intoAt`. */
  encodeRows(firstRow: number, rows: number, block: Block, into: Uint8Array, intoAt: number): void {
    checkBlock(block);
    const { shardBytes, stride, k } = block;
    if (!(firstRow >= 0 && rows >= 1 && firstRow + rows + k <= maxSymbols)) {
      throw new RangeError(
        `rows ${firstRow} to ${firstRow + rows - 1} of ${k} shards: at most ${maxSymbols} symbols`,
      );
    }
    if (!(intoAt >= 0 && intoAt + rows * shardBytes <= into.length)) {
      throw new RangeError(
        `${rows} symbols of ${shardBytes} bytes at ${intoAt}: there is room for ${into.length} bytes`,
      );
    }
    const outputStride = wholeStrips(shardBytes);
    const outputsAt = afterInputs(block);
    const memory = this.#kernel.workspace(outputsAt + rows * outputStride);
    loadBlock(memory, block);
    for (let row = 0, at = 0; row < rows; row++) {
      for (let column = 0; column < k; column++) memory[at++] = coefficient(firstRow + row, column);
    }
    memory.fill(0, outputsAt, outputsAt + rows * outputStride);
    const inputStride = stride * shardBytes;
    this.#kernel.combine(rows, k, 0, coefficientBytes, inputStride, outputsAt, outputStride, shardBytes);
    for (let row = 0; row < rows; row++) {
      const outputAt = outputsAt + row * outputStride;
      copyBytes.call(memory, into, intoAt + row * shardBytes, outputAt, outputAt + shardBytes);
    }
  }

  /**
   * Recovers the missing data shards of a block, in place. Nothing but their bytes is written.
   *
   * @param present of column c: 1 if its shard is in `body`, 0 if it is missing
   * @param parity the parity symbols at hand, symbol j at j × shardBytes
   * @param rows rows[j] is the row of symbol j; a row that was there before, or that no block of k shards has, is passed over
   * @param rowCount how many there are
   * @returns whether it is whole now; if not, there were fewer rows than missing shards, and nothing was written
   */
  decode(block: Block, present: Uint8Array, parity: Uint8Array, rows: Uint8Array, rowCount: number): boolean {
    checkBlock(block);
    const { body, bodyBytes, shardBytes, first, stride, k } = block;
    if (present.length < k || rows.length < rowCount || parity.length < rowCount * shardBytes) {
      throw new RangeError(
        `${present.length} marks, ${rows.length} row numbers and ${parity.length} bytes: too few for ${k} shards and ${rowCount} symbols`,
      );
    }
    let size = 0;
    for (let column = 0; column < k; column++) if (present[column] === 0) this.#erased[size++] = column;
    if (size === 0) return true;

    const symbolStride = wholeStrips(shardBytes);
    const sumsAt = afterInputs(block);
    const recoveredAt = sumsAt + size * symbolStride;
    const memory = this.#kernel.workspace(recoveredAt + size * symbolStride);
    if (this.#loadParity(memory, sumsAt, block, size, parity, rows, rowCount) < size) return false;
    loadBlock(memory, block);

    // A parity symbol and its share of what is present leave its share of what is missing.
    for (let i = 0, at = 0; i < size; i++) {
      const row = this.#used[i] as number;
      for (let column = 0; column < k; column++) {
        memory[at++] = present[column] === 0 ? 0 : coefficient(row, column);
      }
    }
    const inputStride = stride * shardBytes;
    this.#kernel.combine(size, k, 0, coefficientBytes, inputStride, sumsAt, symbolStride, shardBytes);
    this.#inverse.invert(this.#used, this.#erased, size, memory, 0);
    memory.fill(0, recoveredAt, recoveredAt + size * symbolStride);
    this.#kernel.combine(size, size, 0, sumsAt, symbolStride, recoveredAt, symbolStride, shardBytes);

    for (let i = 0; i < size; i++) {
      const at = (first + (this.#erased[i] as number) * stride) * shardBytes;
      const bytes = Math.min(shardBytes, bodyBytes - at);
      const from = recoveredAt + i * symbolStride;
      if (bytes > 0) copyBytes.call(memory, body, at, from, from + bytes);
    }
    return true;
  }

  /** Brings up to `wanted` symbols of different rows into the workspace, and returns how many there were. */
  #loadParity(
    memory: Uint8Array,
    into: number,
    { shardBytes, k }: Block,
    wanted: number,
    parity: Uint8Array,
    rows: Uint8Array,
    rowCount: number,
  ): number {
    this.#isUsed.fill(0);
    let count = 0;
    for (let j = 0; j < rowCount && count < wanted; j++) {
      const row = rows[j] as number;
      if (row + k >= maxSymbols || this.#isUsed[row] === 1) continue;
      this.#isUsed[row] = 1;
      const at = into + count * wholeStrips(shardBytes);
      copyBytes.call(parity, memory, at, j * shardBytes, (j + 1) * shardBytes);
      this.#used[count++] = row;
    }
    return count;
  }
}

function bestKernel(): Kernel {
  try {
    return new WasmKernel();
  } catch {
    return new TypeScriptKernel();
  }
}

function checkBlock({ body, bodyBytes, shardBytes, first, stride, k }: Block): void {
  if (!(k >= 1 && k < maxSymbols && shardBytes >= 1 && first >= 0 && stride >= 1)) {
    throw new RangeError(
      `a block of ${k} shards of ${shardBytes} bytes, every ${stride} from ${first}: there is no such block`,
    );
  }
  if (!(bodyBytes >= 0 && bodyBytes <= body.length)) {
    throw new RangeError(`a body of ${bodyBytes} bytes: there are ${body.length}`);
  }
}

/** Copies the block, and what of other blocks lies in between, to where inputs begin; zeros stand for what is not there. */
function loadBlock(memory: Uint8Array, block: Block): void {
  const { body, bodyBytes } = block;
  const from = block.first * block.shardBytes;
  const to = from + spanBytes(block);
  const end = Math.max(from, Math.min(to, bodyBytes));
  if (end > from) copyBytes.call(body, memory, coefficientBytes, from, end);
  memory.fill(0, coefficientBytes + end - from, coefficientBytes + to - from);
}

function spanBytes({ shardBytes, stride, k }: Block): number {
  return ((k - 1) * stride + 1) * shardBytes;
}

/** Where outputs begin in the workspace: behind the inputs, and what may be read behind those. */
function afterInputs(block: Block): number {
  return coefficientBytes + wholeStrips(spanBytes(block)) + stripBytes;
}

function wholeStrips(bytes: number): number {
  return Math.ceil(bytes / stripBytes) * stripBytes;
}
