import type { EncodedInfo } from '../screen.ts';

/** Version of the binary message; a page refuses others. */
const FRAME_MESSAGE_VERSION = 1;
/** Bytes before the encoded frame. */
export const FRAME_HEADER_BYTES = 24;
/** Bit 0 of the flags. */
const FLAG_KEYFRAME = 1;

/**
 * One frame as a binary WebSocket message, little-endian: u8 version, u8 flags, u16 zero, u32 frame number, f64 time
 * captured and f64 time complete at the link (both in µs of this machine's clock), then the encoded frame. A fresh
 * copy: it may stay in the socket after this call.
 */
export function frameMessage(data: Uint8Array, info: EncodedInfo): Buffer {
  const message = Buffer.allocUnsafe(FRAME_HEADER_BYTES + data.length);
  message[0] = FRAME_MESSAGE_VERSION;
  message[1] = info.keyframe ? FLAG_KEYFRAME : 0;
  message.writeUInt16LE(0, 2);
  message.writeUInt32LE(info.number >>> 0, 4);
  message.writeDoubleLE(info.capturedUs, 8);
  message.writeDoubleLE(info.receivedUs, 16);
  message.set(data, FRAME_HEADER_BYTES);
  return message;
}
