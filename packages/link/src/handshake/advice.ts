import { type Address, formatAddress } from '../address.ts';
import { encodeKey } from '../crypto/key.ts';
import type { Warnings } from '../warnings.ts';
import type { Identity } from './identity.ts';

/** Tells people why two portals do not get together, and what would do. */
export class Advice {
  readonly #identity: Identity;
  readonly #warnings: Warnings;

  constructor(identity: Identity, warnings: Warnings) {
    this.#identity = identity;
    this.#warnings = warnings;
  }

  noAnswer(nowUs: number, sinceUs: number, address: Address): void {
    if (!this.#warnings.due(nowUs, 'no-answer')) return;
    const seconds = Math.floor((nowUs - sinceUs) / 1e6);
    const advice =
      "check the address, that the other portal runs, and that each has the other's key as --peer";
    this.#warnings.warn(
      nowUs,
      'no-answer',
      `no answer from ${formatAddress(address)} for ${seconds} s: ${advice}`,
    );
  }

  stranger(nowUs: number, from: Address, key: Uint8Array): void {
    if (!this.#warnings.due(nowUs, 'stranger')) return;
    const message =
      `${formatAddress(from)} called with the key ${encodeKey(key)} and got no answer: ` +
      `this portal expects --peer ${encodeKey(this.#identity.peerKey)}`;
    this.#warnings.warn(nowUs, 'stranger', message);
  }

  wrongKey(nowUs: number, from: Address): void {
    if (!this.#warnings.due(nowUs, 'wrong-key')) return;
    const message =
      `${formatAddress(from)} called for another key than this portal's and got no answer: ` +
      `it needs --peer ${encodeKey(this.#identity.own.publicKey)}`;
    this.#warnings.warn(nowUs, 'wrong-key', message);
  }
}
