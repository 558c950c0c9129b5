/** GF(256) with the polynomial x⁸ + x⁴ + x³ + x² + 1, of which 2 is a primitive element (Plank, A Tutorial on Reed-Solomon Coding). */
const polynomial = 0x11d;
const order = 255;

const powers: Uint8Array = new Uint8Array(2 * order);
const logarithms: Uint8Array = new Uint8Array(256);
for (let exponent = 0, value = 1; exponent < order; exponent++) {
  powers[exponent] = value;
  powers[exponent + order] = value;
  logarithms[value] = exponent;
  value <<= 1;
  if (value > order) value ^= polynomial;
}

/** All products: a × 256 + b is where the product of a and b is. */
export const products: Uint8Array = new Uint8Array(256 * 256);
for (let a = 1; a < 256; a++) {
  for (let b = 1; b < 256; b++) products[a * 256 + b] = powers[logarithms[a]! + logarithms[b]!]!;
}

/** The product of two bytes. */
export function multiply(a: number, b: number): number {
  return products[a * 256 + b]!;
}

/** The inverse of a byte that is not 0. */
export function inverse(a: number): number {
  return powers[order - logarithms[a]!]!;
}
