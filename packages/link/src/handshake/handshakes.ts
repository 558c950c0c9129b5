import type { Address } from '../address.ts';
import type { Session } from '../session.ts';
import type { Totals } from '../statistics.ts';
import type { Warnings } from '../warnings.ts';
import type { Introduction } from '../wire/introduction.ts';
import { Advice } from './advice.ts';
import { Answerer } from './answerer.ts';
import { Caller } from './caller.ts';
import type { Identity } from './identity.ts';
import { Sessions } from './sessions.ts';

/** Makes sessions: calls the peer, answers it, and keeps the one session that is used apart from those that may come. */
export class Handshakes {
  /** Where the last datagram of `write` goes. */
  destination: Address | undefined;
  readonly #identity: Identity;
  readonly #totals: Totals;
  readonly #sessions = new Sessions();
  readonly #caller: Caller;
  readonly #answerer: Answerer;

  /** `rekeyPackets`: after how many packets of one direction new keys are asked for; default 2^24. */
  constructor(identity: Identity, totals: Totals, warnings: Warnings, rekeyPackets?: number) {
    this.#identity = identity;
    this.#totals = totals;
    const advice = new Advice(identity, warnings);
    const introduce = (nowUs: number): Introduction => this.#introduce(nowUs);
    this.#caller = new Caller(identity, this.#sessions, totals, advice, introduce, rekeyPackets);
    this.#answerer = new Answerer(identity, this.#sessions, this.#caller, totals, advice, introduce);
  }

  /** The session whose keys seal what is sent. */
  get current(): Session | undefined {
    return this.#sessions.current;
  }

  /** Where to call; undefined for a portal that only listens. */
  get callAddress(): Address | undefined {
    return this.#caller.address;
  }

  set callAddress(address: Address | undefined) {
    this.#caller.address = address;
  }

  /** The session whose packets carry `localId`: the one that is used, one before it, or one that is not proven yet. */
  find(localId: number): Session | undefined {
    return this.#sessions.find(localId);
  }

  /** Whether the peer has asked for this session and not used it before. */
  isPending(session: Session): boolean {
    return this.#sessions.pending.find(session.localId) === session;
  }

  /** Makes a session the one that is used. */
  use(session: Session): void {
    this.#sessions.use(session);
    this.#caller.stop();
    this.#totals.handshakes++;
  }

  /** The peer closed this session. */
  drop(session: Session): void {
    this.#sessions.drop(session);
  }

  /** Takes a hello of this version. */
  receiveHello(nowUs: number, datagram: Uint8Array, from: Address): void {
    this.#answerer.receiveHello(nowUs, datagram, from);
  }

  /** Takes a welcome of this version. Returns the session that it makes, if it is the answer to this portal's hello. */
  receiveWelcome(nowUs: number, datagram: Uint8Array, from: Address): Session | undefined {
    return this.#caller.receiveWelcome(nowUs, datagram, from);
  }

  /** Takes a cookie reply of this version. */
  receiveCookie(nowUs: number, datagram: Uint8Array): void {
    this.#caller.receiveCookie(nowUs, datagram);
  }

  /** Starts, renews and ends calls. `heardUs` is when the last authentic packet came. */
  tick(nowUs: number, heardUs: number): void {
    this.#sessions.expire(nowUs);
    this.#caller.tick(nowUs, heardUs);
  }

  /** When `tick` or `write` has something to do. */
  timeoutUs(heardUs: number): number {
    return this.#answerer.waits ? 0 : this.#caller.timeoutUs(heardUs);
  }

  /** Writes a datagram that is due into `into` and returns its length, 0 for none; `destination` is where it goes. */
  write(nowUs: number, into: Uint8Array): number {
    const reply = this.#answerer.next();
    if (reply !== undefined) {
      this.destination = reply.to;
      into.set(reply.datagram);
      return reply.datagram.length;
    }
    const address = this.#caller.due(nowUs);
    if (address === undefined) return 0;
    this.destination = address;
    return this.#caller.write(nowUs, into);
  }

  #introduce(nowUs: number): Introduction {
    const { name, features, instance, random } = this.#identity;
    const bytes = Buffer.alloc(4);
    let connectionId: number;
    do {
      random(bytes);
      connectionId = bytes.readUInt32BE(0);
    } while (this.find(connectionId) !== undefined);
    return { connectionId, instance, features, timeUs: Math.floor(nowUs), name };
  }
}
