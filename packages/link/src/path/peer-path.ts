import type { Address } from '../address.ts';
import type { RandomSource } from '../crypto/key.ts';
import { challengeBytes } from '../wire/path.ts';

/** An address of the peer, and what is known of it. Times in µs, packet numbers those of the peer's packets. */
export class PeerPath {
  readonly address: Address;
  /** Whether the peer has shown that it receives what is sent there. */
  proven: boolean;
  /** Number of the first packet that came from there as the newest, and from another address after it. */
  readonly usedFrom: number;
  leftFrom: number = Number.POSITIVE_INFINITY;
  readonly sinceUs: number;
  /** When anything authentic came from there, and when that showed that the peer has not left. */
  heardUs: number;
  aliveUs: number = Number.NEGATIVE_INFINITY;
  receivedBytes = 0;
  sentBytes = 0;
  /** What the peer has to send back, when it is due to be said (again), and how often it was said. */
  readonly challenge: Buffer = Buffer.alloc(challengeBytes);
  challengeDueUs: number = Number.POSITIVE_INFINITY;
  challenges = 0;

  constructor(nowUs: number, address: Address, proven: boolean, usedFrom: number, random: RandomSource) {
    this.address = address;
    this.proven = proven;
    this.usedFrom = usedFrom;
    this.sinceUs = nowUs;
    this.heardUs = nowUs;
    random(this.challenge);
  }

  /** Whether a datagram of `bytes` may be sent there: an unproven address never receives more than came from it. */
  admits(bytes: number): boolean {
    return this.proven || this.sentBytes + bytes <= this.receivedBytes;
  }
}
