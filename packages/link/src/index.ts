export { type Address, formatAddress, sameAddress } from './address.ts';
export type { CongestionKind } from './congestion/controller.ts';
export { Connection } from './connection.ts';
export {
  decodeKey,
  encodeKey,
  generateKeyPair,
  type KeyPair,
  keyBytes,
  keyPairFromSecret,
  type RandomSource,
} from './crypto/key.ts';
export { LinkError, type LinkErrorCode } from './error.ts';
export type { LinkEvent, LinkState, ReceivedFrame, WarningCode } from './events.ts';
export { releaseFrame } from './media/finish-frame.ts';
export type { FrameInfo } from './media/outgoing-frame.ts';
export { audioTrack, maxTrack, videoTrack } from './media/tracks.ts';
export { maxMessageBytes } from './message/limits.ts';
export { type Link, type LinkOptions, openLink } from './node/link.ts';
export type { Endpoint } from './node/socket.ts';
export type { ConnectionOptions } from './options.ts';
export { generatePairingCode, pairingKey } from './pairing/code.ts';
export type { PairingEvent } from './pairing/events.ts';
export { Pairing, type PairingOptions } from './pairing/pairing.ts';
export type { DroppedDatagrams, LinkStats, Totals } from './statistics.ts';
export { maxDatagramBytes, protocolVersion } from './wire/datagram.ts';
