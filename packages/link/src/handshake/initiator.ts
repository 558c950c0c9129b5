import type { Address } from '../address.ts';
import { generateKeyPair, type KeyPair, type RandomSource } from '../crypto/key.ts';
import { helloOverheadBytes, NoiseInitiator, type SessionKeys } from '../crypto/noise.ts';
import {
  datagramType,
  helloNoiseAt,
  magic,
  maxDatagramBytes,
  protocolVersion,
  welcomeNoiseAt,
} from '../wire/datagram.ts';
import { decodeIntroduction, encodeIntroduction, type Introduction } from '../wire/introduction.ts';
import { prologue } from './prologue.ts';

/** A hello is repeated like this: after 250 ms for two seconds, then ever more seldom, at last once a second, for ever. */
const firstRetryUs = 250_000;
const maxRetryUs = 1_000_000;
const eagerUs = 2_000_000;
/** After this long a hello with a new ephemeral key takes over, so that no recorded one stays useful. */
const attemptUs = 5_000_000;

/** One call at the peer's door: a hello that is repeated, word for word, until it is answered or replaced. */
export class Attempt {
  address: Address;
  readonly introduction: Introduction;
  readonly startedUs: number;
  /** When the hello is due (again), µs. */
  dueUs: number;
  readonly #noise: NoiseInitiator;
  readonly #hello: Buffer;
  #retryUs = firstRetryUs;

  constructor(
    nowUs: number,
    own: KeyPair,
    peerKey: Uint8Array,
    introduction: Introduction,
    address: Address,
    random: RandomSource,
  ) {
    this.startedUs = nowUs;
    this.dueUs = nowUs;
    this.address = address;
    this.introduction = introduction;
    const payloadBytes = maxDatagramBytes - helloNoiseAt - helloOverheadBytes;
    const payload = encodeIntroduction(introduction, payloadBytes);
    this.#noise = new NoiseInitiator(prologue, own, peerKey, generateKeyPair(random), payload);
    this.#hello = Buffer.alloc(maxDatagramBytes);
    this.#hello[0] = datagramType.hello;
    this.#hello[1] = protocolVersion;
    this.#hello.writeUInt32BE(magic, 2);
    this.#hello.set(this.#noise.message, helloNoiseAt);
  }

  /** Whether it is time for a new ephemeral key. */
  stale(nowUs: number): boolean {
    return nowUs - this.startedUs >= attemptUs;
  }

  /** Copies the hello into `into` and returns its length. `callingSinceUs` is when this series of attempts began. */
  write(nowUs: number, callingSinceUs: number, into: Uint8Array): number {
    if (nowUs - callingSinceUs >= eagerUs) this.#retryUs = Math.min(maxRetryUs, this.#retryUs * 1.5);
    if (nowUs - callingSinceUs >= attemptUs) this.#retryUs = maxRetryUs;
    this.dueUs = nowUs + this.#retryUs;
    into.set(this.#hello);
    return this.#hello.length;
  }

  /** Takes a welcome. Undefined when it is not the answer to this hello. */
  finish(datagram: Uint8Array): { peer: Introduction; keys: SessionKeys } | undefined {
    const opened = this.#noise.finish(datagram.subarray(welcomeNoiseAt));
    if (opened === undefined) return undefined;
    const peer = decodeIntroduction(opened.payload);
    return peer === undefined ? undefined : { peer, keys: opened.keys };
  }
}
