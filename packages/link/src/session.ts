import type { Address } from './address.ts';
import type { SessionKeys } from './crypto/noise.ts';
import { Opener, Sealer } from './crypto/seal.ts';
import { maxPacketNumber } from './wire/datagram.ts';
import type { Introduction } from './wire/introduction.ts';

/** How a session came to be. */
export interface SessionOrigin {
  readonly nowUs: number;
  /** The id in the header of packets to this side. */
  readonly localId: number;
  readonly peer: Introduction;
  readonly keys: SessionKeys;
  readonly address: Address;
  readonly firstPacketNumber: number;
  /** Whether this side called. */
  readonly initiated: boolean;
}

/** What one handshake made: keys for both directions, the ids, and where the peer was last seen. */
export class Session {
  readonly localId: number;
  readonly peer: Introduction;
  readonly initiated: boolean;
  readonly sealer: Sealer;
  readonly opener: Opener;
  readonly createdUs: number;
  /** When its last authentic packet came; when it was made, before the first. */
  heardUs: number;
  /** Where it was agreed on, and once it is used, where the peer is. */
  address: Address;
  #firstNumber: number;

  constructor(origin: SessionOrigin) {
    const { nowUs, keys, firstPacketNumber } = origin;
    this.createdUs = nowUs;
    this.heardUs = nowUs;
    this.localId = origin.localId;
    this.peer = origin.peer;
    this.initiated = origin.initiated;
    this.address = origin.address;
    this.#firstNumber = firstPacketNumber;
    this.sealer = new Sealer(keys.send, origin.peer.connectionId, firstPacketNumber);
    this.opener = new Opener(keys.receive);
  }

  /** Packets sealed or opened with its keys, whichever are more. */
  get packets(): number {
    return Math.max(this.sealer.next - this.#firstNumber, this.opener.window.accepted);
  }

  /**
   * Takes over from a session with the same instance of the peer: packets are numbered on, so that whoever measures the path
   * by their numbers does not notice the change of keys.
   */
  follow(before: Session): void {
    if (before.sealer.next > maxPacketNumber) return;
    this.#firstNumber = before.sealer.next;
    this.sealer.next = before.sealer.next;
  }

  /** Forgets the keys: nothing recorded under them can be read any more. */
  wipe(): void {
    this.sealer.wipe();
    this.opener.wipe();
  }
}
