/** Type of an H.264 NAL unit that holds sequence parameters (ITU-T H.264, table 7-1). */
export const NAL_SEQUENCE_PARAMETERS = 7;

/**
 * The first NAL unit of a type in an Annex B byte stream (ITU-T H.264, annex B), header byte included and start code
 * not: a view on `stream`. Undefined when there is none.
 */
export function findNal(stream: Uint8Array, type: number): Uint8Array | undefined {
  let start = nextStartCode(stream, 0);
  while (start < stream.length) {
    const first = start + START_CODE_BYTES;
    const header = stream[first];
    if (header === undefined) return undefined;
    if ((header & 0x1f) === type) return withoutPadding(stream, first, nextStartCode(stream, first));
    start = nextStartCode(stream, first);
  }
  return undefined;
}

const START_CODE_BYTES = 3;

/** Index of the next 00 00 01 at or after `from`; the length of the stream when there is none. */
function nextStartCode(stream: Uint8Array, from: number): number {
  let at = stream.indexOf(1, from + 2);
  while (at >= 0) {
    if (stream[at - 1] === 0 && stream[at - 2] === 0) return at - 2;
    at = stream.indexOf(1, at + 1);
  }
  return stream.length;
}

/** Zeros after a NAL unit belong to the next start code: its own last byte is never zero. */
function withoutPadding(stream: Uint8Array, first: number, end: number): Uint8Array {
  let last = end;
  while (last > first && stream[last - 1] === 0) last -= 1;
  return stream.subarray(first, last);
}
