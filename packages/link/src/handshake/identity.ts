import type { KeyPair, RandomSource } from '../crypto/key.ts';

/** Who this portal is, and whom it talks to. */
export interface Identity {
  readonly own: KeyPair;
  readonly peerKey: Uint8Array;
  /** The introduction, but for the connection id and the time, which are others in every session. */
  readonly name: string;
  readonly features: number;
  readonly instance: string;
  readonly random: RandomSource;
  /** Packet number that the first session starts with; not 0 only in tests. */
  readonly firstPacketNumber: number;
}
