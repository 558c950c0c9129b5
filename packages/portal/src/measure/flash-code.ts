/** What tells the stamps of flashes from others, such as the clock of a synthetic room: the upper 21 of a stamp's 53 bits. */
const mark = 0x0f_1a5b;
const codes = 2 ** 32;

/** The stamp that shows a code, an integer of 32 bits. */
export function stampOf(code: number): number {
  return mark * codes + code;
}

/** The code that a stamp shows; undefined for a stamp that isn't a flash. */
export function codeOf(stamp: number): number | undefined {
  return Math.floor(stamp / codes) === mark ? stamp % codes : undefined;
}
