import { magic, pairingType, protocolVersion } from '../wire/datagram.ts';
import { maxNameBytes, printable } from '../wire/introduction.ts';

/** Mixed into the handshake: that this is a pairing, and of which version. */
export const pairingPrologue: Buffer = Buffer.concat([
  Buffer.from('ajar pairing'),
  Buffer.from([protocolVersion]),
]);

/** First datagram: type, version, magic, Noise message 1. Always this long, longer than anything that answers it. */
export const firstBytes = 1200;
export const firstNoiseAt = 6;
export const ephemeralBytes = 32;
/** Zeros behind the id in the payload of message 1 make the datagram as long as it has to be. */
export const firstPayloadBytes: number = firstBytes - firstNoiseAt - ephemeralBytes - 16;
/** The others: type, version, magic, the receiver's id (32 bits), Noise message. */
export const noiseAt = 10;
/** The inviter's confirmation: a transport message without contents. */
export const confirmationBytes: number = noiseAt + 16;

/** Whether a datagram has type, magic and version of a pairing. */
export function isPairing(datagram: Uint8Array): boolean {
  if (datagram.length < noiseAt) return false;
  const { first, third } = pairingType;
  return (
    datagram[0]! >= first &&
    datagram[0]! <= third &&
    datagram[1] === protocolVersion &&
    magicOf(datagram) === magic
  );
}

/** The receiver's id in a second or third datagram. */
export function idOf(datagram: Uint8Array): number {
  return new DataView(datagram.buffer, datagram.byteOffset).getUint32(firstNoiseAt);
}

/** A datagram around a Noise message; without `id` the first one. */
export function wrap(type: number, id: number | undefined, message: Uint8Array): Buffer {
  const at = id === undefined ? firstNoiseAt : noiseAt;
  const datagram = Buffer.alloc(at + message.length);
  datagram[0] = type;
  datagram[1] = protocolVersion;
  datagram.writeUInt32BE(magic, 2);
  if (id !== undefined) datagram.writeUInt32BE(id, firstNoiseAt);
  datagram.set(message, at);
  return datagram;
}

/** The payload of messages 2 and 3: own id, length of the name, name. */
export function encodeCard(id: number, name: string): Buffer {
  const text = Buffer.from(name).subarray(0, maxNameBytes);
  const card = Buffer.alloc(5 + text.length);
  card.writeUInt32BE(id, 0);
  card[4] = text.length;
  text.copy(card, 5);
  return card;
}

/** Undefined when it is too short, or the name too long. What follows the name is a later version's. */
export function decodeCard(payload: Uint8Array): { id: number; name: string } | undefined {
  const card = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  const nameBytes = card.length < 5 ? maxNameBytes + 1 : card[4]!;
  if (nameBytes > maxNameBytes || nameBytes > card.length - 5) return undefined;
  return { id: card.readUInt32BE(0), name: printable(card.toString('utf8', 5, 5 + nameBytes)) };
}

function magicOf(datagram: Uint8Array): number {
  return new DataView(datagram.buffer, datagram.byteOffset).getUint32(2);
}
