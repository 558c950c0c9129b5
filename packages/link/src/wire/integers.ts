const two32 = 0x1_0000_0000;

/** A 48-bit unsigned integer, big-endian. */
export function readU48(view: DataView, at: number): number {
  return view.getUint16(at) * two32 + view.getUint32(at + 2);
}

/** Writes the integer part of `value` (0 … 2^48 − 1), big-endian. */
export function writeU48(view: DataView, at: number, value: number): void {
  view.setUint16(at, value / two32);
  view.setUint32(at + 2, value % two32);
}

/** The number nearest to `near` whose low 32 bits are `low`. May be negative. */
export function expandU32(low: number, near: number): number {
  return near + ((low - (near % two32)) | 0);
}
