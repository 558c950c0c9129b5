import Noise from 'noise-handshake';
import { type KeyPair, keyBytes } from './key.ts';

/** Keys of one session, one per direction, 32 bytes each. `hash` is the handshake hash, which names the session. */
export interface SessionKeys {
  readonly send: Buffer;
  readonly receive: Buffer;
  readonly hash: Buffer;
}

/** What the first message adds to its payload: ephemeral key, sealed static key, tag. */
export const helloOverheadBytes = 96;

/**
 * The initiator's half of Noise_IK_25519_ChaChaPoly_BLAKE2b (Noise revision 34, section 7.5).
 * A forged answer leaves it as it was: it still accepts the true one.
 */
export class NoiseInitiator {
  /** Message 1. */
  readonly message: Uint8Array;
  readonly #begin: () => Noise;
  /** The state after message 1, for one answer: a forged one leaves the library's object half-way. */
  #begun: Noise | undefined;

  constructor(
    prologue: Uint8Array,
    own: KeyPair,
    peerKey: Uint8Array,
    ephemeral: KeyPair,
    payload: Uint8Array,
  ) {
    this.#begin = () => {
      const noise = new Noise('IK', true, asBuffers(own));
      noise.initialise(prologue, Buffer.from(peerKey));
      noise.e = asBuffers(ephemeral);
      return noise;
    };
    this.#begun = this.#begin();
    this.message = this.#begun.send(payload);
    this.#payload = payload;
  }

  readonly #payload: Uint8Array;

  /** Takes message 2. Undefined when it is not the peer's answer to this message 1. */
  finish(message: Uint8Array): { payload: Uint8Array; keys: SessionKeys } | undefined {
    let noise = this.#begun;
    this.#begun = undefined;
    if (noise === undefined) {
      noise = this.#begin();
      noise.send(this.#payload);
    }
    try {
      const payload = noise.recv(Buffer.from(message));
      return { payload, keys: keysOf(noise) };
    } catch {
      return undefined;
    }
  }
}

/** The responder's half: a message 1 that was opened and may be answered once. */
export class NoiseResponder {
  /** The caller's static public key. Proven to own it only when a packet under the session's keys arrives. */
  readonly peerKey: Uint8Array;
  readonly payload: Uint8Array;
  readonly #noise: Noise;

  private constructor(noise: Noise, payload: Uint8Array) {
    this.#noise = noise;
    this.payload = payload;
    this.peerKey = noise.rs ?? new Uint8Array(keyBytes);
  }

  /** Opens message 1. Undefined when it was not made for `own`, or is damaged. */
  static open(prologue: Uint8Array, own: KeyPair, message: Uint8Array): NoiseResponder | undefined {
    const noise = new Noise('IK', false, asBuffers(own));
    noise.initialise(prologue);
    try {
      return new NoiseResponder(noise, noise.recv(Buffer.from(message)));
    } catch {
      return undefined;
    }
  }

  answer(ephemeral: KeyPair, payload: Uint8Array): { message: Uint8Array; keys: SessionKeys } {
    this.#noise.e = asBuffers(ephemeral);
    const message = this.#noise.send(payload);
    return { message, keys: keysOf(this.#noise) };
  }
}

/** Copies, because the library wipes what it is given. */
export function asBuffers(pair: KeyPair): { publicKey: Buffer; secretKey: Buffer } {
  return { publicKey: Buffer.from(pair.publicKey), secretKey: Buffer.from(pair.secretKey) };
}

/** The keys of a handshake that is complete. */
export function keysOf(noise: Noise): SessionKeys {
  return { send: Buffer.from(noise.tx), receive: Buffer.from(noise.rx), hash: Buffer.from(noise.hash) };
}
