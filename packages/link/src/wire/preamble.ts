/** Bytes that this version puts in front of a frame's data: own length, then the time from capture to encoded in µs. */
export const preambleBytes = 5;

/** Writes the preamble at the start of a frame's body. */
export function writePreamble(body: Buffer, encodeUs: number): void {
  body[0] = preambleBytes;
  body.writeUInt32BE(Math.min(Math.max(Math.round(encodeUs), 0), 0xffff_ffff), 1);
}

/** Where a frame's data starts in its body of `bodyBytes` bytes; −1 when the body is malformed. A longer preamble is a later version's. */
export function dataAt(body: Buffer, bodyBytes: number = body.length): number {
  const length = bodyBytes === 0 ? 0 : body[0]!;
  return length < preambleBytes || length > bodyBytes ? -1 : length;
}

/** µs from capture to encoded. The body has been found well-formed by `dataAt`. */
export function readEncodeUs(body: Buffer): number {
  // By hand, for the Buffer's own method allocates.
  return body[1]! * 0x100_0000 + ((body[2]! << 16) | (body[3]! << 8) | body[4]!);
}
