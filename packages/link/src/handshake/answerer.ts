import type { Address } from '../address.ts';
import { Session } from '../session.ts';
import type { Totals } from '../statistics.ts';
import { helloBytes, helloCookieAt, helloNoiseAt } from '../wire/datagram.ts';
import type { Introduction } from '../wire/introduction.ts';
import type { Advice } from './advice.ts';
import type { Caller } from './caller.ts';
import { PublicKnowledge } from './cookie-reply.ts';
import { Cookies } from './cookies.ts';
import { HelloLimiter } from './hello-limiter.ts';
import type { Identity } from './identity.ts';
import { makeWelcome, openHello, type Reply } from './responder.ts';
import type { Sessions } from './sessions.ts';

/** Answers that wait to be sent at most. */
const maxReplies = 64;
const ephemeralBytes = 32;

/** Answers the peer's hellos, and nobody else's. */
export class Answerer {
  readonly #identity: Identity;
  readonly #sessions: Sessions;
  readonly #caller: Caller;
  readonly #totals: Totals;
  readonly #advice: Advice;
  readonly #introduce: (nowUs: number) => Introduction;
  readonly #knowledge: PublicKnowledge;
  readonly #cookies: Cookies;
  readonly #limiter = new HelloLimiter();
  readonly #replies: Reply[] = [];

  constructor(
    identity: Identity,
    sessions: Sessions,
    caller: Caller,
    totals: Totals,
    advice: Advice,
    introduce: (nowUs: number) => Introduction,
  ) {
    this.#identity = identity;
    this.#sessions = sessions;
    this.#caller = caller;
    this.#totals = totals;
    this.#advice = advice;
    this.#introduce = introduce;
    this.#knowledge = new PublicKnowledge(identity.own.publicKey);
    this.#cookies = new Cookies(identity.random);
  }

  /** The next answer to be sent. */
  next(): Reply | undefined {
    return this.#replies.shift();
  }

  get waits(): boolean {
    return this.#replies.length > 0;
  }

  /** Takes a hello of this version. */
  receiveHello(nowUs: number, datagram: Uint8Array, from: Address): void {
    const { dropped } = this.#totals;
    const { pending } = this.#sessions;
    if (datagram.length !== helloBytes) {
      dropped.malformed++;
      return;
    }
    if (!this.#knowledge.knowsHello(datagram)) {
      dropped.unauthenticated++;
      this.#advice.wrongKey(nowUs, from);
      return;
    }
    const ephemeral = datagram.subarray(helloNoiseAt, helloNoiseAt + ephemeralBytes);
    const known = pending.welcomeFor(ephemeral);
    if (known !== undefined) {
      this.#reply(known, from);
    } else if (pending.spent(ephemeral)) {
      dropped.replay++;
    } else if (this.#admit(nowUs, datagram, from)) {
      this.#open(nowUs, datagram, from, ephemeral);
    } else {
      dropped.unauthenticated++;
    }
  }

  /** Whether a hello is worth the work of opening it. While too many come, those who can be reached at their address go first. */
  #admit(nowUs: number, datagram: Uint8Array, from: Address): boolean {
    if (this.#cookies.valid(nowUs, datagram, helloCookieAt, from))
      return this.#limiter.admitProven(nowUs, from);
    if (this.#limiter.admitUnproven(nowUs)) return true;
    this.#reply(this.#knowledge.reply(datagram, this.#cookies.of(nowUs, from)), from);
    return false;
  }

  #open(nowUs: number, datagram: Uint8Array, from: Address, ephemeral: Uint8Array): void {
    const { dropped } = this.#totals;
    const { pending } = this.#sessions;
    const { own, peerKey, random, firstPacketNumber } = this.#identity;
    const outcome = openHello(datagram, own, peerKey);
    switch (outcome.type) {
      case 'malformed':
        dropped.malformed++;
        return;
      case 'wrong-key':
        dropped.unauthenticated++;
        this.#advice.wrongKey(nowUs, from);
        return;
      case 'stranger':
        dropped.stranger++;
        this.#advice.stranger(nowUs, from, outcome.key);
        return;
      case 'peer': {
        const { hello, peer } = outcome;
        if (pending.outdated(peer.instance, peer.timeUs)) {
          dropped.replay++;
          return;
        }
        if (this.#caller.goesFirst(nowUs)) return;
        const introduction = this.#introduce(nowUs);
        const { welcome, keys } = makeWelcome(hello, peer, introduction, random);
        const localId = introduction.connectionId;
        const made = { nowUs, localId, peer, keys, address: from, firstPacketNumber, initiated: false };
        pending.add(ephemeral, new Session(made), welcome);
        this.#reply(welcome, from);
      }
    }
  }

  #reply(datagram: Buffer, to: Address): void {
    if (this.#replies.length < maxReplies) this.#replies.push({ datagram, to });
  }
}
