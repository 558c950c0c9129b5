import type { Address } from './address.ts';
import { LossMeter } from './clock/loss-meter.ts';
import type { SessionKeys } from './crypto/noise.ts';
import { Opener, Sealer } from './crypto/seal.ts';
import type { Introduction } from './wire/introduction.ts';

/** What one handshake made: keys for both directions, the ids, and where the peer was last seen. */
export class Session {
  /** The id in the header of packets to this side. */
  readonly localId: number;
  readonly peer: Introduction;
  readonly sealer: Sealer;
  readonly opener: Opener;
  readonly loss: LossMeter = new LossMeter();
  readonly createdUs: number;
  /** When its last authentic packet came; when it was made, before the first. */
  heardUs: number;
  /** The source of its newest authentic packet. */
  address: Address;

  constructor(
    nowUs: number,
    localId: number,
    peer: Introduction,
    keys: SessionKeys,
    address: Address,
    firstPacketNumber: number,
  ) {
    this.createdUs = nowUs;
    this.heardUs = nowUs;
    this.localId = localId;
    this.peer = peer;
    this.address = address;
    this.sealer = new Sealer(keys.send, peer.connectionId, firstPacketNumber);
    this.opener = new Opener(keys.receive);
  }
}
