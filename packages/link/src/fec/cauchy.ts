import { inverse, logarithms, powers } from './galois.ts';

/** Data columns and parity rows of a block take their numbers from the two ends of the field, so they can be so many together. */
export const maxSymbols = 256;

/**
 * Coefficient of a data column in a parity row: 1 / (x + y), x = 255 − row, y = column. Every square piece of such a
 * matrix can be inverted, so any k symbols of a block give back the rest.
 * Source: Blömer et al., "An XOR-Based Erasure-Resilient Coding Scheme", 1995.
 *
 * @param row 0…255 − column
 */
export function coefficient(row: number, column: number): number {
  return inverse((255 - row) ^ column);
}

/** Inverts square pieces of the matrix of coefficients, in their closed form; one call a time, without allocating. */
export class CauchyInverse {
  readonly #rowFactors = new Uint8Array(maxSymbols);
  readonly #columnFactors = new Uint8Array(maxSymbols);

  /**
   * @param rows rows of the piece, all different
   * @param columns its columns, all different, as many as are `size`
   * @param into gets size × size elements from `intoAt`, row after row; a row of it belongs to a column of the piece
   */
  invert(rows: Uint8Array, columns: Uint8Array, size: number, into: Uint8Array, intoAt: number): void {
    for (let i = 0; i < size; i++) {
      this.#rowFactors[i] = factor(255 - (rows[i] as number), columns, 0, rows, 255, i, size);
      this.#columnFactors[i] = factor(columns[i] as number, rows, 255, columns, 0, i, size);
    }
    for (let i = 0; i < size; i++) {
      const column = columns[i] as number;
      const columnFactor = this.#columnFactors[i] as number;
      for (let j = 0; j < size; j++) {
        const sum = (255 - (rows[j] as number)) ^ column;
        const logarithm = columnFactor + (this.#rowFactors[j] as number) + 255 - (logarithms[sum] as number);
        into[intoAt + i * size + j] = powers[logarithm % 255] as number;
      }
    }
  }
}

/** Logarithm of the product of all (point + other), over the product of all (point + same) but for its own index. */
function factor(
  point: number,
  others: Uint8Array,
  otherFlip: number,
  same: Uint8Array,
  sameFlip: number,
  index: number,
  size: number,
): number {
  let sum = 0;
  for (let i = 0; i < size; i++) {
    sum += logarithms[point ^ (others[i] as number) ^ otherFlip] as number;
    if (i !== index) sum += 255 - (logarithms[point ^ (same[i] as number) ^ sameFlip] as number);
  }
  return sum % 255;
}
