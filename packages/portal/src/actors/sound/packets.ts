// What turns blocks of sound into packets and back, for programs that measure a portal's way of it without a portal.
export { PacketMaker } from './packet-maker.ts';
export { PacketReader } from './packet-reader.ts';
