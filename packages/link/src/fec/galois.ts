/** The field GF(256) with the polynomial x⁸ + x⁴ + x³ + x² + 1 (0x11d), in which 2 generates every element but 0. */
const polynomial = 0x11d;

/** 2 to the power of i, for i in 0…509: twice around, so that sums of two logarithms need no modulo. */
export const powers: Uint8Array = new Uint8Array(510);

/** The i with 2^i = element. There is none for 0, where the entry is 0. */
export const logarithms: Uint8Array = new Uint8Array(256);

for (let i = 0, element = 1; i < 255; i++) {
  powers[i] = element;
  powers[i + 255] = element;
  logarithms[element] = i;
  element <<= 1;
  if (element > 255) element ^= polynomial;
}

/** Product of two elements. */
export function multiply(a: number, b: number): number {
  if (a === 0 || b === 0) return 0;
  return powers[(logarithms[a] as number) + (logarithms[b] as number)] as number;
}

/** The element that times `element` is 1; undefined in the field, and 1 here, for 0. */
export function inverse(element: number): number {
  return powers[255 - (logarithms[element] as number)] as number;
}
