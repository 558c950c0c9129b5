const two32 = 0x1_0000_0000;
const two48 = 2 ** 48;

/** A 48-bit unsigned integer, big-endian. */
export function readU48(view: DataView, at: number): number {
  return view.getUint16(at) * two32 + view.getUint32(at + 2);
}

/** Writes the low 48 bits of the integer part of `value`, big-endian. */
export function writeU48(view: DataView, at: number, value: number): void {
  view.setUint16(at, Math.floor(value / two32));
  view.setUint32(at + 2, value % two32);
}

/** The number nearest to `near` whose low 32 bits are `low`. May be negative. */
export function expandU32(low: number, near: number): number {
  return near + ((low - (near % two32)) | 0);
}

/** The number nearest to `near` whose low 48 bits are `low`. May be negative. */
export function expandU48(low: number, near: number): number {
  const ahead = (low - near) % two48;
  if (ahead >= two48 / 2) return near + ahead - two48;
  return ahead < -two48 / 2 ? near + ahead + two48 : near + ahead;
}
