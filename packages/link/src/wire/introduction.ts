import { readU48, writeU48 } from './integers.ts';

/** What each side says about itself inside the handshake, sealed. */
export interface Introduction {
  /** The id that the other side puts into the header of its packets. */
  readonly connectionId: number;
  /** Random, made when the endpoint was: another one means that the portal restarted and remembers nothing. */
  readonly instance: string;
  /** What this side can do beyond the base protocol, one bit each. None is assigned yet. */
  readonly features: number;
  /** Its clock when it introduced itself, whole µs: of two hellos of one instance this tells the newer. */
  readonly timeUs: number;
  /** The portal's name for people, UTF-8, at most 64 bytes. */
  readonly name: string;
}

/** Bytes of the instance. */
export const instanceBytes = 8;
/** The longest name in bytes of UTF-8. */
export const maxNameBytes = 64;
const timeAt = 4 + instanceBytes + 4;
const fixedBytes = timeAt + 6 + 1;

/** The introduction as bytes, followed by zeros up to `paddedBytes`. */
export function encodeIntroduction(introduction: Introduction, paddedBytes = 0): Buffer {
  const name = Buffer.from(introduction.name).subarray(0, maxNameBytes);
  const bytes = Buffer.alloc(Math.max(fixedBytes + name.length, paddedBytes));
  bytes.writeUInt32BE(introduction.connectionId, 0);
  bytes.write(introduction.instance, 4, 'hex');
  bytes.writeUInt32BE(introduction.features, 4 + instanceBytes);
  writeU48(viewOf(bytes), timeAt, introduction.timeUs);
  bytes[fixedBytes - 1] = name.length;
  name.copy(bytes, fixedBytes);
  return bytes;
}

/** Undefined when it is too short or its name is too long. What follows the name is a later version's and is ignored. */
export function decodeIntroduction(payload: Uint8Array): Introduction | undefined {
  if (payload.length < fixedBytes) return undefined;
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  const nameBytes = bytes.readUInt8(fixedBytes - 1);
  if (nameBytes > maxNameBytes || nameBytes > bytes.length - fixedBytes) return undefined;
  return {
    connectionId: bytes.readUInt32BE(0),
    instance: bytes.toString('hex', 4, 4 + instanceBytes),
    features: bytes.readUInt32BE(4 + instanceBytes),
    timeUs: readU48(viewOf(bytes), timeAt),
    name: printable(bytes.toString('utf8', fixedBytes, fixedBytes + nameBytes)),
  };
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** A peer's name is shown to people and written to terminals, so control characters are not taken over. */
export function printable(name: string): string {
  return name.replaceAll(/\p{C}/gu, '\u{fffd}');
}
