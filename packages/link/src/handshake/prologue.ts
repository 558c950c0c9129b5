import { magic, protocolVersion } from '../wire/datagram.ts';

/** What both sides mix into the handshake before it begins: the protocol's name and version. */
export const prologue: Buffer = Buffer.alloc(5);
prologue.writeUInt32BE(magic, 0);
prologue[4] = protocolVersion;
