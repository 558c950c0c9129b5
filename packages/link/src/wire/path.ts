import { chunkHeadBytes, chunkType, writeChunkHead } from './chunk.ts';

/** Bytes of what a path challenge asks to be sent back. */
export const challengeBytes = 8;
/** Bytes of a whole challenge or response chunk. */
export const challengeChunkBytes: number = chunkHeadBytes + challengeBytes;

/** Each of these writes one chunk at `at` and returns where the next one goes. `challenge` has 8 bytes. */
export function writeChallenge(view: DataView, at: number, challenge: Uint8Array): number {
  return writeEight(view, at, chunkType.challenge, challenge);
}

export function writeResponse(view: DataView, at: number, challenge: Uint8Array): number {
  return writeEight(view, at, chunkType.response, challenge);
}

/** The packet that carries it is padded until its datagram has `datagramBytes` bytes. */
export function writeProbe(view: DataView, at: number, datagramBytes: number): number {
  const body = writeChunkHead(view, at, chunkType.probe, 2);
  view.setUint16(body, datagramBytes);
  return body + 2;
}

/** A probe of `datagramBytes` came. */
export function writeProbed(view: DataView, at: number, datagramBytes: number): number {
  const body = writeChunkHead(view, at, chunkType.probed, 2);
  view.setUint16(body, datagramBytes);
  return body + 2;
}

function writeEight(view: DataView, at: number, type: number, bytes: Uint8Array): number {
  const body = writeChunkHead(view, at, type, challengeBytes);
  for (let index = 0; index < challengeBytes; index++) view.setUint8(body + index, bytes[index]!);
  return body + challengeBytes;
}
