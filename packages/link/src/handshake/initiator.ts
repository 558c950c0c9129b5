import type { Address } from '../address.ts';
import { generateKeyPair, type KeyPair, type RandomSource } from '../crypto/key.ts';
import { macBytes } from '../crypto/mac.ts';
import { helloOverheadBytes, NoiseInitiator, type SessionKeys } from '../crypto/noise.ts';
import {
  datagramType,
  helloBytes,
  helloCookieAt,
  helloNoiseAt,
  magic,
  protocolVersion,
  welcomeNoiseAt,
} from '../wire/datagram.ts';
import { decodeIntroduction, encodeIntroduction, type Introduction } from '../wire/introduction.ts';
import { PublicKnowledge } from './cookie-reply.ts';
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
  readonly #knowledge: PublicKnowledge;
  /** When the hello would be due if nobody asked for a cookie, and whether it was said earlier because somebody did. */
  #regularUs: number;
  #hurried = false;
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
    this.#regularUs = nowUs;
    this.address = address;
    this.introduction = introduction;
    const payloadBytes = helloBytes - helloNoiseAt - helloOverheadBytes;
    const payload = encodeIntroduction(introduction, payloadBytes);
    this.#noise = new NoiseInitiator(prologue, own, peerKey, generateKeyPair(random), payload);
    this.#hello = Buffer.alloc(helloBytes);
    this.#hello[0] = datagramType.hello;
    this.#hello[1] = protocolVersion;
    this.#hello.writeUInt32BE(magic, 2);
    this.#hello.set(this.#noise.message, helloNoiseAt);
    this.#knowledge = new PublicKnowledge(peerKey);
    this.#knowledge.signHello(this.#hello);
  }

  /** Shows the cookie that an earlier attempt was given. */
  showCookieOf(before: Attempt): void {
    before.#hello.copy(this.#hello, helloCookieAt, helloCookieAt, helloCookieAt + macBytes);
  }

  /**
   * Takes a cookie reply. False when it does not answer this hello. The hello is said again at once, but just once more than it
   * would be anyway: whoever answers it with cookies for ever does not make this side send any faster.
   */
  takeCookie(nowUs: number, reply: Uint8Array): boolean {
    if (!this.#knowledge.takeReply(reply, this.#hello)) return false;
    if (this.#hurried) return true;
    this.#hurried = true;
    this.dueUs = nowUs;
    return true;
  }

  /** Whether it is time for a new ephemeral key. */
  stale(nowUs: number): boolean {
    return nowUs - this.startedUs >= attemptUs;
  }

  /** Copies the hello into `into` and returns its length. `callingSinceUs` is when this series of attempts began. */
  write(nowUs: number, callingSinceUs: number, into: Uint8Array): number {
    if (nowUs >= this.#regularUs) {
      if (nowUs - callingSinceUs >= eagerUs) this.#retryUs = Math.min(maxRetryUs, this.#retryUs * 1.5);
      if (nowUs - callingSinceUs >= attemptUs) this.#retryUs = maxRetryUs;
      this.#regularUs = nowUs + this.#retryUs;
      this.#hurried = false;
    }
    this.dueUs = this.#regularUs;
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
