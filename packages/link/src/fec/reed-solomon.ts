import { inverse, multiply } from './galois.ts';
import type { Kernel, Shards } from './kernel.ts';
import { typescriptKernel } from './typescript-kernel.ts';

/** Data shards and parity rows of a block together, at most: as many as the field has elements. */
const fieldSize = 256;

/**
 * A systematic Reed-Solomon code over GF(256) with a Cauchy matrix (Blömer et al., An XOR-Based Erasure-Resilient Coding Scheme): parity row r of a block of
 * k data shards is their sum, shard c times the inverse of (255 − r) ⊕ c. Any k of the block's symbols give its data. The data
 * shards of a block are every `stride`-th shard of a body, `first` being the first; the last one of the body may be shorter,
 * and counts as padded with zeros. Nothing is kept between calls.
 */
export class ReedSolomon {
  readonly #kernel: Kernel;
  readonly #matrix = new Uint8Array(fieldSize * fieldSize);
  readonly #inverse = new Uint8Array((fieldSize / 2) ** 2);
  readonly #erased = new Uint8Array(fieldSize / 2);
  readonly #shards: Shards = {
    body: new Uint8Array(0),
    bodyBytes: 0,
    shardBytes: 0,
    first: 0,
    stride: 1,
    count: 0,
  };
  #sums = new Uint8Array(0);
  #recovered = new Uint8Array(0);

  private constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  static create(): ReedSolomon {
    return new ReedSolomon(typescriptKernel);
  }

  get kernel(): Kernel['name'] {
    return this.#kernel.name;
  }

  /** Writes parity row `row` into `into`, `shardBytes` bytes from `intoAt` on. Throws `RangeError` when the code has no such row. */
  encode(
    row: number,
    body: Uint8Array,
    bodyBytes: number,
    shardBytes: number,
    first: number,
    stride: number,
    k: number,
    into: Uint8Array,
    intoAt: number,
  ): void {
    this.encodeRows(row, 1, body, bodyBytes, shardBytes, first, stride, k, into, intoAt);
  }

  /** Writes `rows` parity rows from `firstRow` on, one behind the other. */
  encodeRows(
    firstRow: number,
    rows: number,
    body: Uint8Array,
    bodyBytes: number,
    shardBytes: number,
    first: number,
    stride: number,
    k: number,
    into: Uint8Array,
    intoAt: number,
  ): void {
    if (k < 1 || firstRow < 0 || k + firstRow + rows > fieldSize) {
      throw new RangeError(`${k} shards have at most ${fieldSize - k} rows of parity`);
    }
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < k; column++)
        this.#matrix[row * k + column] = coefficient(firstRow + row, column);
    }
    into.fill(0, intoAt, intoAt + rows * shardBytes);
    this.#place(body, bodyBytes, shardBytes, first, stride, k);
    this.#kernel.addProduct(this.#matrix, rows, this.#shards, into, intoAt);
  }

  /**
   * Recovers the data shards of a block whose entry in `present` is 0, in place, from the payloads in `parity`, which are `rowCount` rows with the numbers in
   * `rows`, each given once. False when there are fewer rows than shards to recover; then nothing is changed.
   */
  decode(
    body: Uint8Array,
    bodyBytes: number,
    shardBytes: number,
    first: number,
    stride: number,
    k: number,
    present: Uint8Array,
    parity: Uint8Array,
    rows: Uint8Array,
    rowCount: number,
  ): boolean {
    const missing = this.#findErased(k, present);
    if (missing > rowCount) return false;
    if (missing === 0) return true;
    for (let row = 0; row < missing; row++) {
      for (let column = 0; column < k; column++) {
        this.#matrix[row * k + column] = present[column] === 0 ? 0 : coefficient(rows[row]!, column);
      }
    }
    const sums = this.#grow(missing * shardBytes);
    sums.set(parity.subarray(0, missing * shardBytes));
    this.#place(body, bodyBytes, shardBytes, first, stride, k);
    this.#kernel.addProduct(this.#matrix, missing, this.#shards, sums, 0);
    this.#invert(missing, rows);
    this.#recovered.fill(0, 0, missing * shardBytes);
    this.#place(sums, missing * shardBytes, shardBytes, 0, 1, missing);
    this.#kernel.addProduct(this.#inverse, missing, this.#shards, this.#recovered, 0);
    for (let at = 0; at < missing; at++) {
      const to = (first + this.#erased[at]! * stride) * shardBytes;
      const end = Math.min(shardBytes, bodyBytes - to);
      for (let byte = 0; byte < end; byte++) body[to + byte] = this.#recovered[at * shardBytes + byte]!;
    }
    return true;
  }

  #place(
    body: Uint8Array,
    bodyBytes: number,
    shardBytes: number,
    first: number,
    stride: number,
    count: number,
  ): void {
    const shards = this.#shards;
    shards.body = body;
    shards.bodyBytes = bodyBytes;
    shards.shardBytes = shardBytes;
    shards.first = first;
    shards.stride = stride;
    shards.count = count;
  }

  #findErased(k: number, present: Uint8Array): number {
    let missing = 0;
    for (let column = 0; column < k; column++) {
      if (present[column] === 0 && missing < this.#erased.length) this.#erased[missing++] = column;
    }
    return missing;
  }

  #grow(bytes: number): Uint8Array {
    if (this.#sums.length < bytes) {
      this.#sums = new Uint8Array(bytes * 2);
      this.#recovered = new Uint8Array(bytes * 2);
    }
    return this.#sums;
  }

  /**
   * The inverse of the square Cauchy matrix of these rows and the erased columns, in closed form: entry (i, j) is
   * ∏ₖ (xⱼ + yₖ)(xₖ + yᵢ) / ((xⱼ + yᵢ) ∏ₖ≠ⱼ (xⱼ + xₖ) ∏ₖ≠ᵢ (yᵢ + yₖ)) (Knuth, The Art of Computer Programming, 1.2.3, exercise 41).
   */
  #invert(size: number, rows: Uint8Array): void {
    const erased = this.#erased;
    for (let i = 0; i < size; i++) {
      const y = erased[i]!;
      for (let j = 0; j < size; j++) {
        const x = abscissa(rows[j]!);
        let above = 1;
        let below = x ^ y;
        for (let k = 0; k < size; k++) {
          above = multiply(multiply(above, x ^ erased[k]!), abscissa(rows[k]!) ^ y);
          if (k !== j) below = multiply(below, x ^ abscissa(rows[k]!));
          if (k !== i) below = multiply(below, y ^ erased[k]!);
        }
        this.#inverse[i * size + j] = multiply(above, inverse(below));
      }
    }
  }
}

function abscissa(row: number): number {
  return fieldSize - 1 - row;
}

function coefficient(row: number, column: number): number {
  return inverse(abscissa(row) ^ column);
}
