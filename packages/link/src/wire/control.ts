import { leastArrivalsBodyBytes } from './arrivals.ts';
import { chunkHeadBytes, chunkType, writeChunkHead } from './chunk.ts';
import { writeU48 } from './integers.ts';
import { challengeBytes } from './path.ts';

/** Bytes of whole chunks, or of their fixed parts, the head included, and of the entries of lists. */
export const skippedBytes: number = chunkHeadBytes + 9;
export const wantedHeadBytes: number = chunkHeadBytes + 6;
export const wantedBlockBytes = 4;
export const givenUpBytes: number = chunkHeadBytes + 5;
export const messageHeadBytes: number = chunkHeadBytes + 6;
export const messageAckHeadBytes: number = chunkHeadBytes + 10;
export const messageRangeBytes = 10;

/** Each of these writes one chunk at `at` and returns where the next one goes. */
export function writePing(view: DataView, at: number): number {
  return writeChunkHead(view, at, chunkType.ping, 0);
}

/** Answers the ping of a packet that was sent at `sentUs` (peer's clock) and came at `receivedUs` (own clock). */
export function writePong(view: DataView, at: number, sentUs: number, receivedUs: number): number {
  const body = writeChunkHead(view, at, chunkType.pong, 12);
  writeU48(view, body, sentUs);
  writeU48(view, body + 6, receivedUs);
  return body + 12;
}

/** Frames `number` … `number + count − 1` of `track` will never be sent. */
export function writeSkipped(
  view: DataView,
  at: number,
  track: number,
  number: number,
  count: number,
): number {
  const body = writeChunkHead(view, at, chunkType.skipped, 9);
  view.setUint8(body, track);
  view.setUint32(body + 1, number);
  view.setUint32(body + 5, count);
  return body + 9;
}

/** Why a link was closed. */
export const closeReason = { ended: 0 } as const;

export function writeClose(view: DataView, at: number, reason: number): number {
  const body = writeChunkHead(view, at, chunkType.close, 1);
  view.setUint8(body, reason);
  return body + 1;
}

/**
 * The head of a wish for more symbols of a frame; `blocks` pairs of (block, symbols wanted) follow, none for a frame of which
 * nothing came. `serial` counts the wishes about this frame; one that is repeated keeps it.
 */
export function writeWantedHead(
  view: DataView,
  at: number,
  track: number,
  number: number,
  serial: number,
  blocks: number,
): number {
  const body = writeChunkHead(view, at, chunkType.wanted, 6 + blocks * wantedBlockBytes);
  view.setUint8(body, track);
  view.setUint32(body + 1, number);
  view.setUint8(body + 5, serial);
  return body + 6;
}

/** Frame `number` of `track` was given up, and later ones need it. */
export function writeGivenUp(view: DataView, at: number, track: number, number: number): number {
  const body = writeChunkHead(view, at, chunkType.givenUp, 5);
  view.setUint8(body, track);
  view.setUint32(body + 1, number);
  return body + 5;
}

/** The head of `bytes` bytes of the message stream that start at `offset`. */
export function writeMessageHead(view: DataView, at: number, offset: number, bytes: number): number {
  const body = writeChunkHead(view, at, chunkType.message, 6 + bytes);
  writeU48(view, body, offset);
  return body + 6;
}

/** The head of an acknowledgement: all before `cumulative` came; up to `cumulative + windowBytes` may be sent. */
export function writeMessageAckHead(
  view: DataView,
  at: number,
  cumulative: number,
  windowBytes: number,
  ranges: number,
): number {
  const body = writeChunkHead(view, at, chunkType.messageAck, 10 + ranges * messageRangeBytes);
  writeU48(view, body, cumulative);
  view.setUint32(body + 6, windowBytes);
  return body + 10;
}

/** One range that came beyond the cumulative offset. */
export function writeMessageAckRange(view: DataView, at: number, offset: number, bytes: number): number {
  writeU48(view, at, offset);
  view.setUint32(at + 6, bytes);
  return at + messageRangeBytes;
}

/** Whether a chunk's body has the length that its type asks for. */
export function wellFormed(type: number, bodyBytes: number): boolean {
  switch (type) {
    case chunkType.ping:
      return true;
    case chunkType.pong:
      return bodyBytes >= 12;
    case chunkType.skipped:
      return bodyBytes >= 9;
    case chunkType.close:
      return bodyBytes >= 1;
    case chunkType.challenge:
    case chunkType.response:
      return bodyBytes >= challengeBytes;
    case chunkType.probe:
    case chunkType.probed:
      return bodyBytes >= 2;
    case chunkType.wanted:
      return bodyBytes >= 6 && (bodyBytes - 6) % wantedBlockBytes === 0;
    case chunkType.givenUp:
      return bodyBytes >= 5;
    case chunkType.message:
      return bodyBytes >= 6;
    case chunkType.messageAck:
      return bodyBytes >= 10 && (bodyBytes - 10) % messageRangeBytes === 0;
    case chunkType.arrivals:
      return bodyBytes >= leastArrivalsBodyBytes;
    default:
      return true;
  }
}
