import Noise from 'noise-handshake';
import { type KeyPair, keyBytes } from './key.ts';
import { asBuffers, keysOf, type SessionKeys } from './noise.ts';

const pattern = 'XXpsk0';

/** What both sides of a pairing know before it begins. */
export interface PairingSecrets {
  readonly prologue: Uint8Array;
  readonly own: KeyPair;
  /** The pre-shared key, 32 bytes. */
  readonly key: Uint8Array;
}

/** The initiator's half of Noise_XXpsk0_25519_ChaChaPoly_BLAKE2b. A forged answer leaves it as it was. */
export class PairingInitiator {
  /** Message 1. */
  readonly message: Uint8Array;
  readonly #begin: () => Noise;
  #begun: Noise | undefined;

  constructor(secrets: PairingSecrets, ephemeral: KeyPair, payload: Uint8Array) {
    this.#begin = () => {
      const noise = makeNoise(secrets, true);
      noise.e = asBuffers(ephemeral);
      return noise;
    };
    const noise = this.#begin();
    this.message = noise.send(payload);
    this.#begun = noise;
    this.#payload = payload;
  }

  readonly #payload: Uint8Array;

  /** Takes message 2 and makes message 3 from the payload that `answer` returns; none ends it. Undefined when it is not authentic. */
  finish(
    message: Uint8Array,
    answer: (payload: Uint8Array) => Uint8Array | undefined,
  ): { peerKey: Uint8Array; message: Uint8Array; keys: SessionKeys } | undefined {
    let noise = this.#begun;
    this.#begun = undefined;
    if (noise === undefined) {
      noise = this.#begin();
      noise.send(this.#payload);
    }
    try {
      const payload = answer(noise.recv(Buffer.from(message)));
      if (payload === undefined) return undefined;
      const peerKey = Buffer.from(noise.rs ?? Buffer.alloc(keyBytes));
      return { peerKey, message: noise.send(payload), keys: keysOf(noise) };
    } catch {
      return undefined;
    }
  }
}

/** The responder's half, once message 1 was opened. A forged message 3 leaves it as it was. */
export class PairingResponder {
  /** The payload of message 1. */
  readonly payload: Uint8Array;
  readonly #begin: () => Noise;
  #answered: Noise | undefined;
  #answer: (noise: Noise) => Uint8Array = () => Buffer.alloc(0);

  private constructor(begin: () => Noise, payload: Uint8Array) {
    this.#begin = begin;
    this.payload = payload;
  }

  /** Opens message 1. Undefined when its sender does not know the key, or it is damaged. */
  static open(secrets: PairingSecrets, message: Uint8Array): PairingResponder | undefined {
    const copy = Buffer.from(message);
    const begin = (): Noise => {
      const noise = makeNoise(secrets, false);
      noise.recv(Buffer.from(copy));
      return noise;
    };
    const noise = makeNoise(secrets, false);
    try {
      return new PairingResponder(begin, noise.recv(Buffer.from(copy)));
    } catch {
      return undefined;
    }
  }

  /** Makes message 2. */
  answer(ephemeral: KeyPair, payload: Uint8Array): Uint8Array {
    this.#answer = (noise) => {
      noise.e = asBuffers(ephemeral);
      return noise.send(payload);
    };
    this.#answered = this.#begin();
    return this.#answer(this.#answered);
  }

  /** Takes message 3. Undefined when it is not authentic. */
  finish(message: Uint8Array): { peerKey: Uint8Array; payload: Uint8Array; keys: SessionKeys } | undefined {
    let noise = this.#answered;
    this.#answered = undefined;
    if (noise === undefined) {
      noise = this.#begin();
      this.#answer(noise);
    }
    try {
      const payload = noise.recv(Buffer.from(message));
      return { peerKey: Buffer.from(noise.rs ?? Buffer.alloc(keyBytes)), payload, keys: keysOf(noise) };
    } catch {
      return undefined;
    }
  }
}

function makeNoise({ prologue, own, key }: PairingSecrets, initiator: boolean): Noise {
  const noise = new Noise(pattern, initiator, asBuffers(own), { psk: Buffer.from(key) });
  noise.initialise(prologue);
  return noise;
}
