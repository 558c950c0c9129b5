import { type Address, formatAddress } from '../address.ts';
import { encodeKey, type KeyPair, type RandomSource } from '../crypto/key.ts';
import { Session } from '../session.ts';
import type { Totals } from '../statistics.ts';
import type { Warnings } from '../warnings.ts';
import { helloNoiseAt, maxDatagramBytes, welcomeNoiseAt } from '../wire/datagram.ts';
import type { Introduction } from '../wire/introduction.ts';
import { HelloLimiter } from './hello-limiter.ts';
import { Attempt } from './initiator.ts';
import { PendingSessions } from './pending.ts';
import { makeWelcome, openHello, type Reply } from './responder.ts';

/** The peer is called again when nothing authentic has come for this long, µs. */
const stalledUs = 300_000;
/** How long a session that was replaced is still listened to after its last packet, µs. */
const previousUs = 10_000_000;
/** How long the smaller key waits for the greater one's call, or the greater one ignores the smaller one's, µs. */
const tieBreakUs = 1_000_000;
const noAnswerUs = 5_000_000;
const ephemeralBytes = 32;

/** Who this portal is, and whom it talks to. */
export interface Identity {
  readonly own: KeyPair;
  readonly peerKey: Uint8Array;
  /** The introduction, but for the connection id, which is another one in every session. */
  readonly name: string;
  readonly features: number;
  readonly instance: string;
  readonly random: RandomSource;
  /** Packet number that sessions start with; not 0 only in tests. */
  readonly firstPacketNumber: number;
}

/** Makes sessions: calls the peer, answers it, and keeps the one session that is used apart from those that may come. */
export class Handshakes {
  current: Session | undefined;
  /** The session before, for packets that were under way when it was replaced. */
  previous: Session | undefined;
  /** Where to call; undefined for a portal that only listens. */
  callAddress: Address | undefined;
  readonly #identity: Identity;
  readonly #totals: Totals;
  readonly #warnings: Warnings;
  readonly #pending = new PendingSessions();
  readonly #limiter = new HelloLimiter();
  readonly #replies: Reply[] = [];
  readonly #greater: boolean;
  #attempt: Attempt | undefined;
  /** When the present series of attempts began; NaN when none is under way. */
  #callingSinceUs = Number.NaN;

  constructor(identity: Identity, totals: Totals, warnings: Warnings) {
    this.#identity = identity;
    this.#totals = totals;
    this.#warnings = warnings;
    this.#greater = Buffer.compare(identity.own.publicKey, identity.peerKey) > 0;
  }

  /** The session whose packets carry `localId`. */
  find(localId: number): Session | undefined {
    if (this.current?.localId === localId) return this.current;
    if (this.previous?.localId === localId) return this.previous;
    return this.#pending.find(localId);
  }

  /** Makes a session the one that is used. */
  use(session: Session): void {
    this.#pending.prove(session);
    const sameInstance = this.current?.peer.instance === session.peer.instance;
    this.previous = sameInstance ? this.current : undefined;
    this.current = session;
    this.#attempt = undefined;
    this.#callingSinceUs = Number.NaN;
    this.#totals.handshakes++;
  }

  /** The peer closed this session. */
  drop(session: Session): void {
    if (this.previous === session) this.previous = undefined;
    if (this.current !== session) return;
    this.current = undefined;
    this.previous = undefined;
  }

  /** Takes a hello of this version. */
  receiveHello(nowUs: number, datagram: Uint8Array, from: Address): void {
    const { dropped } = this.#totals;
    if (datagram.length !== maxDatagramBytes) {
      dropped.malformed++;
      return;
    }
    const ephemeral = datagram.subarray(helloNoiseAt, helloNoiseAt + ephemeralBytes);
    const known = this.#pending.welcomeFor(ephemeral);
    if (known !== undefined) {
      this.#reply(known, from);
    } else if (this.#pending.spent(ephemeral)) {
      dropped.replay++;
    } else if (this.#limiter.admit(nowUs)) {
      this.#openHello(nowUs, datagram, from, ephemeral);
    } else {
      dropped.unauthenticated++;
    }
  }

  /** Takes a welcome of this version. Returns the session that it makes, if it is the answer to this portal's hello. */
  receiveWelcome(nowUs: number, datagram: Uint8Array, from: Address): Session | undefined {
    const { dropped } = this.#totals;
    const attempt = this.#attempt;
    if (datagram.length < welcomeNoiseAt) {
      dropped.malformed++;
      return undefined;
    }
    const connectionId = new DataView(datagram.buffer, datagram.byteOffset).getUint32(6);
    if (attempt === undefined || connectionId !== attempt.introduction.connectionId) {
      // Welcomes to a hello that was repeated come more than once; nothing is wrong with that.
      dropped.duplicate++;
      return undefined;
    }
    const made = attempt.finish(datagram);
    if (made === undefined) {
      dropped.unauthenticated++;
      return undefined;
    }
    const { firstPacketNumber } = this.#identity;
    return new Session(nowUs, connectionId, made.peer, made.keys, from, firstPacketNumber);
  }

  /** Starts, renews and ends calls. `heardUs` is when the last authentic packet came. */
  tick(nowUs: number, heardUs: number): void {
    this.#pending.expire(nowUs);
    if (this.previous !== undefined && nowUs - this.previous.heardUs > previousUs) this.previous = undefined;
    const wanted = this.current === undefined || nowUs - heardUs >= stalledUs;
    if (this.callAddress === undefined || !wanted) {
      this.#attempt = undefined;
      this.#callingSinceUs = Number.NaN;
      return;
    }
    if (Number.isNaN(this.#callingSinceUs)) this.#callingSinceUs = nowUs;
    if (this.#attempt === undefined || this.#attempt.stale(nowUs)) this.#call(nowUs, this.callAddress);
    if (nowUs - this.#callingSinceUs >= noAnswerUs) this.#warnNoAnswer(nowUs, this.callAddress);
  }

  /** When `tick` or `write` has something to do. */
  timeoutUs(heardUs: number): number {
    if (this.#replies.length > 0) return 0;
    if (this.callAddress === undefined) return Number.POSITIVE_INFINITY;
    if (this.#attempt !== undefined) return this.#attempt.dueUs;
    return this.current === undefined ? 0 : heardUs + stalledUs;
  }

  /** Writes a datagram that is due into `into` and returns its length, 0 for none; `destination` is where it goes. */
  write(nowUs: number, into: Uint8Array): number {
    const reply = this.#replies.shift();
    if (reply !== undefined) {
      this.destination = reply.to;
      into.set(reply.datagram);
      return reply.datagram.length;
    }
    if (this.#attempt === undefined || this.#attempt.dueUs > nowUs) return 0;
    this.destination = this.#attempt.address;
    return this.#attempt.write(nowUs, this.#callingSinceUs, into);
  }

  /** Where the last datagram of `write` goes. */
  destination: Address | undefined;

  #openHello(nowUs: number, datagram: Uint8Array, from: Address, ephemeral: Uint8Array): void {
    const { dropped } = this.#totals;
    const { own, peerKey, random, firstPacketNumber } = this.#identity;
    const outcome = openHello(datagram, own, peerKey);
    switch (outcome.type) {
      case 'malformed':
        dropped.malformed++;
        return;
      case 'wrong-key':
        dropped.unauthenticated++;
        this.#warnWrongKey(nowUs, from);
        return;
      case 'stranger':
        dropped.stranger++;
        this.#warnStranger(nowUs, from, outcome.key);
        return;
      case 'peer': {
        if (this.#mineGoesFirst(nowUs)) return;
        const introduction = this.#introduce();
        const { welcome, keys } = makeWelcome(outcome.hello, outcome.peer, introduction, random);
        const { connectionId } = introduction;
        const session = new Session(nowUs, connectionId, outcome.peer, keys, from, firstPacketNumber);
        this.#pending.add(ephemeral, session, welcome);
        this.#reply(welcome, from);
      }
    }
  }

  /** Both call at the same time: the call of the greater public key counts, for as long as that is likely to work. */
  #mineGoesFirst(nowUs: number): boolean {
    if (this.#attempt === undefined) return false;
    if (this.#greater) return nowUs - this.#callingSinceUs < tieBreakUs;
    this.#attempt.dueUs = Math.max(this.#attempt.dueUs, nowUs + tieBreakUs);
    return false;
  }

  #call(nowUs: number, address: Address): void {
    const { own, peerKey, random } = this.#identity;
    this.#attempt = new Attempt(nowUs, own, peerKey, this.#introduce(), address, random);
  }

  #introduce(): Introduction {
    const { name, features, instance, random } = this.#identity;
    const bytes = Buffer.alloc(4);
    let connectionId: number;
    do {
      random(bytes);
      connectionId = bytes.readUInt32BE(0);
    } while (this.find(connectionId) !== undefined);
    return { connectionId, instance, features, name };
  }

  #reply(datagram: Buffer, to: Address): void {
    if (this.#replies.length < maxReplies) this.#replies.push({ datagram, to });
  }

  #warnNoAnswer(nowUs: number, address: Address): void {
    if (!this.#warnings.due(nowUs, 'no-answer')) return;
    const seconds = Math.floor((nowUs - this.#callingSinceUs) / 1e6);
    const advice =
      "check the address, that the other portal runs, and that each has the other's key as --peer";
    this.#warnings.warn(
      nowUs,
      'no-answer',
      `no answer from ${formatAddress(address)} for ${seconds} s: ${advice}`,
    );
  }

  #warnStranger(nowUs: number, from: Address, key: Uint8Array): void {
    if (!this.#warnings.due(nowUs, 'stranger')) return;
    const message =
      `${formatAddress(from)} called with the key ${encodeKey(key)} and got no answer: ` +
      `this portal expects --peer ${encodeKey(this.#identity.peerKey)}`;
    this.#warnings.warn(nowUs, 'stranger', message);
  }

  #warnWrongKey(nowUs: number, from: Address): void {
    if (!this.#warnings.due(nowUs, 'wrong-key')) return;
    const message =
      `${formatAddress(from)} called for another key than this portal's and got no answer: ` +
      `it needs --peer ${encodeKey(this.#identity.own.publicKey)}`;
    this.#warnings.warn(nowUs, 'wrong-key', message);
  }
}

/** Welcomes that wait to be sent at most. */
const maxReplies = 16;
