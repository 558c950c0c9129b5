import type { Address } from './address.ts';
import type { CongestionKind } from './congestion/controller.ts';
import { type KeyPair, keyBytes, type RandomSource } from './crypto/key.ts';
import { LinkError } from './error.ts';
import { maxDatagramBytes, maxReceivedBytes } from './wire/datagram.ts';
import { maxNameBytes } from './wire/introduction.ts';

/** What a path of jumbo frames carries, by IPv6, too. */
export const defaultMaxDatagramBytes = 8952;

/** What a connection is made of. */
export interface ConnectionOptions {
  /** This portal's key pair. */
  readonly staticKey: KeyPair;
  /** The public key of the one peer that is talked to; nobody else gets an answer. 32 bytes. */
  readonly peerKey: Uint8Array;
  /** All randomness: ephemeral keys, ids. */
  readonly random: RandomSource;
  /** Where to call the peer. Without it, the connection waits to be called. */
  readonly callAddress?: Address;
  /** This portal's name for people, at most 64 bytes of UTF-8; default empty. */
  readonly name?: string;
  /** Bits of what this side can do beyond the base protocol; default 0. */
  readonly features?: number;
  /** Bits per second that datagrams leave at, 100 kbit/s … 100 Gbit/s; default: what the path is found to take without a queue. */
  readonly pacingBps?: number;
  /** What the rate is controlled by: 'delay' (default; and heavy loss), 'loss' alone, or 'fixed' for not at all. */
  readonly congestion?: CongestionKind;
  /** Between which rates the target lies, whatever is measured, 10 kbit/s … 100 Gbit/s; default 300 kbit/s and 1 Gbit/s. */
  readonly minTargetBps?: number;
  readonly maxTargetBps?: number;
  /** The least share of parity in addition to the media, 0 … 1; default 0: as much as the losses call for. */
  readonly redundancy?: number;
  /** The largest datagram that is ever sent, 1200 … 9216 bytes; what the path carries is found out from 1200 upwards. Default 8952. */
  readonly maxDatagramBytes?: number;
  /** Where the numbers of packets and frames start; not 0 only in tests. */
  readonly firstPacketNumber?: number;
  readonly firstFrameNumber?: number;
  /** After how many packets of one direction new keys are asked for; default 2^24. Two minutes are the limit anyway. */
  readonly rekeyPackets?: number;
}

const lowestTargetBps = 1e4;
const highestTargetBps = 1e11;

/** Throws `LinkError` `bad-option` or `bad-key` for what cannot work. */
export function checkOptions(options: ConnectionOptions): void {
  const { staticKey, peerKey, name, pacingBps, maxDatagramBytes: most } = options;
  if (staticKey.publicKey.length !== keyBytes || staticKey.secretKey.length !== keyBytes) {
    throw new LinkError('bad-key', `staticKey: both keys have ${keyBytes} bytes`);
  }
  if (peerKey.length !== keyBytes) {
    throw new LinkError('bad-key', `peerKey: a key has ${keyBytes} bytes, this one has ${peerKey.length}`);
  }
  if (Buffer.compare(staticKey.publicKey, peerKey) === 0) {
    throw new LinkError('bad-key', "peerKey: this is the portal's own key; give the key of the other one");
  }
  if (name !== undefined && Buffer.byteLength(name) > maxNameBytes) {
    throw new LinkError('bad-option', `name: at most ${maxNameBytes} bytes, not ${Buffer.byteLength(name)}`);
  }
  if (pacingBps !== undefined && !(pacingBps >= 1e5 && pacingBps <= 1e11)) {
    throw new LinkError('bad-option', `pacingBps: from 100000 to 100000000000, not ${pacingBps}`);
  }
  if (
    most !== undefined &&
    !(Number.isInteger(most) && most >= maxDatagramBytes && most <= maxReceivedBytes)
  ) {
    const range = `${maxDatagramBytes} to ${maxReceivedBytes}`;
    throw new LinkError('bad-option', `maxDatagramBytes: from ${range}, not ${most}`);
  }
  const { redundancy = 0 } = options;
  if (!(redundancy >= 0 && redundancy <= 1)) {
    throw new LinkError('bad-option', `redundancy: from 0 to 1, not ${redundancy}`);
  }
  checkTarget('minTargetBps', options.minTargetBps);
  checkTarget('maxTargetBps', options.maxTargetBps);
}

function checkTarget(name: string, bps: number | undefined): void {
  if (bps === undefined || (bps >= lowestTargetBps && bps <= highestTargetBps)) return;
  throw new LinkError('bad-option', `${name}: from ${lowestTargetBps} to ${highestTargetBps}, not ${bps}`);
}
