import { Mac, macBytes } from '../crypto/mac.ts';
import {
  cookieReplyBytes,
  datagramType,
  helloCookieAt,
  helloMacAt,
  helloNoiseAt,
  magic,
  protocolVersion,
} from '../wire/datagram.ts';

/** Ephemeral and sealed static key: what the code of a hello covers. */
const coveredBytes = 80;
const replyHelloAt = 6;
const replyCookieAt: number = replyHelloAt + macBytes;
const replyMacAt: number = replyCookieAt + macBytes;

/**
 * What only those can say who know a portal's public key: that a hello is meant for it, and what it answers under load. Far
 * cheaper to check than the handshake itself.
 */
export class PublicKnowledge {
  readonly #hello: Mac;
  readonly #reply: Mac;

  /** `publicKey` is the called portal's. */
  constructor(publicKey: Uint8Array) {
    this.#hello = Mac.knowing(publicKey, 'ajar hello');
    this.#reply = Mac.knowing(publicKey, 'ajar cookie reply');
  }

  /** Writes the code of a hello into it. */
  signHello(hello: Buffer): void {
    this.#hello.of(covered(hello)).copy(hello, helloMacAt);
  }

  /** Whether a hello was made by someone who knows the portal's public key. It has its full length. */
  knowsHello(hello: Uint8Array): boolean {
    return this.#hello.matches(covered(hello), hello, helloMacAt);
  }

  /** The reply that asks the sender of a hello to say it again with a cookie. */
  reply(hello: Uint8Array, cookie: Uint8Array): Buffer {
    const reply = Buffer.alloc(cookieReplyBytes);
    reply[0] = datagramType.cookie;
    reply[1] = protocolVersion;
    reply.writeUInt32BE(magic, 2);
    reply.set(hello.subarray(helloMacAt, helloMacAt + macBytes), replyHelloAt);
    reply.set(cookie, replyCookieAt);
    this.#reply.of(reply.subarray(0, replyMacAt)).copy(reply, replyMacAt);
    return reply;
  }

  /** Takes the cookie of a reply to `hello` over into it. False when it is not that. */
  takeReply(reply: Uint8Array, hello: Buffer): boolean {
    if (reply.length !== cookieReplyBytes) return false;
    for (let byte = 0; byte < macBytes; byte++) {
      if (reply[replyHelloAt + byte] !== hello[helloMacAt + byte]) return false;
    }
    if (!this.#reply.matches(reply.subarray(0, replyMacAt), reply, replyMacAt)) return false;
    hello.set(reply.subarray(replyCookieAt, replyMacAt), helloCookieAt);
    return true;
  }
}

function covered(hello: Uint8Array): Uint8Array {
  return hello.subarray(helloNoiseAt, helloNoiseAt + coveredBytes);
}
