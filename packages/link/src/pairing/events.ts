import type { Address } from '../address.ts';

/** What a pairing tells its user. */
export type PairingEvent =
  /** The other portal knows the code: its public key, its name for people, and where it is. Comes once, and last. */
  | {
      readonly type: 'paired';
      readonly peerKey: Uint8Array;
      readonly name: string;
      readonly address: Address;
    }
  /** Nobody came in time, too many came with wrong codes, or the other side has the same key as this one. Comes last. */
  | { readonly type: 'failed'; readonly reason: 'expired' | 'guesses' | 'own-key'; readonly message: string }
  /** `message` is one line that says what would do. Each kind comes at most once. */
  | { readonly type: 'warning'; readonly code: 'no-answer' | 'wrong-code'; readonly message: string };
