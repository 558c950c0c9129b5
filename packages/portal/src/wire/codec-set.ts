/** Video codecs by the names that portals use among themselves; a bit each, lowest first. */
export const codecs = ['h264', 'hevc', 'av1'] as const;

export type Codec = (typeof codecs)[number];

/** A set of codecs as a number. */
export function codecBits(set: readonly Codec[]): number {
  return set.reduce((bits, codec) => bits | (1 << codecs.indexOf(codec)), 0);
}

/** The codecs of such a number; bits that this version doesn't know count for nothing. */
export function codecsOf(bits: number): Codec[] {
  return codecs.filter((_, index) => (bits & (1 << index)) !== 0);
}
