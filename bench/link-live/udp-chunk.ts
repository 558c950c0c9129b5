/** What programs for MPEG transport streams take as one datagram: seven packets of 188 bytes. */
const chunkBytes = 1316;
export const chunkHeadBytes = 8;

/** How many datagrams a frame of so many bytes takes. */
export function chunksOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / (chunkBytes - chunkHeadBytes)));
}

/** Length of the datagram `index` of a frame. */
export function chunkLength(bytes: number, index: number): number {
  const room = chunkBytes - chunkHeadBytes;
  return chunkHeadBytes + Math.max(0, Math.min(room, bytes - index * room));
}

export function writeChunkHead(chunk: Buffer, frame: number, index: number, count: number): void {
  chunk.writeUInt32LE(frame, 0);
  chunk.writeUInt16LE(index, 4);
  chunk.writeUInt16LE(count, 6);
}
