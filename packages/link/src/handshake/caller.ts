import type { Address } from '../address.ts';
import { silentUs } from '../path/liveness.ts';
import { Session } from '../session.ts';
import type { Totals } from '../statistics.ts';
import { cookieReplyBytes, welcomeNoiseAt } from '../wire/datagram.ts';
import type { Introduction } from '../wire/introduction.ts';
import type { Advice } from './advice.ts';
import type { Identity } from './identity.ts';
import { Attempt } from './initiator.ts';
import { Rekeying } from './rekeying.ts';
import type { Sessions } from './sessions.ts';

/** How long the smaller key waits for the greater one's call, or the greater one ignores the smaller one's, µs. */
const tieBreakUs = 1_000_000;
const noAnswerUs = 5_000_000;

/** Calls the peer: when there is no session, when it is silent, and when its keys have been used for long enough. */
export class Caller {
  /** Where to call; undefined for a portal that only listens. */
  address: Address | undefined;
  readonly #identity: Identity;
  readonly #sessions: Sessions;
  readonly #totals: Totals;
  readonly #advice: Advice;
  readonly #introduce: (nowUs: number) => Introduction;
  readonly #rekeying: Rekeying;
  readonly #greater: boolean;
  #attempt: Attempt | undefined;
  /** When the present series of attempts began; NaN when none is under way. */
  #sinceUs = Number.NaN;

  constructor(
    identity: Identity,
    sessions: Sessions,
    totals: Totals,
    advice: Advice,
    introduce: (nowUs: number) => Introduction,
    rekeyPackets?: number,
  ) {
    this.#identity = identity;
    this.#sessions = sessions;
    this.#totals = totals;
    this.#advice = advice;
    this.#introduce = introduce;
    this.#rekeying = new Rekeying(rekeyPackets);
    this.#greater = Buffer.compare(identity.own.publicKey, identity.peerKey) > 0;
  }

  /** Starts, renews and ends calls. `heardUs` is when the last authentic packet came. */
  tick(nowUs: number, heardUs: number): void {
    const address = this.#whereTo(nowUs, heardUs);
    if (address === undefined) {
      this.stop();
      return;
    }
    if (Number.isNaN(this.#sinceUs)) this.#sinceUs = nowUs;
    if (this.#attempt === undefined || this.#attempt.stale(nowUs)) {
      const { own, peerKey, random } = this.#identity;
      const before = this.#attempt;
      this.#attempt = new Attempt(nowUs, own, peerKey, this.#introduce(nowUs), address, random);
      if (before !== undefined) this.#attempt.showCookieOf(before);
    }
    this.#attempt.address = address;
    // Keys that are late by themselves are nobody's fault, and the retries go on.
    if (nowUs - Math.max(heardUs, this.#sinceUs) >= noAnswerUs)
      this.#advice.noAnswer(nowUs, this.#sinceUs, address);
  }

  /** There is a new session: no need to call. */
  stop(): void {
    this.#attempt = undefined;
    this.#sinceUs = Number.NaN;
  }

  /** When `tick` or `write` has something to do. */
  timeoutUs(heardUs: number): number {
    if (this.address === undefined) return Number.POSITIVE_INFINITY;
    if (this.#attempt !== undefined) return this.#attempt.dueUs;
    const { current } = this.#sessions;
    return current === undefined ? 0 : Math.min(heardUs + silentUs, this.#rekeying.dueUs(current));
  }

  /** Where the next hello goes, if one is due. */
  due(nowUs: number): Address | undefined {
    return this.#attempt === undefined || this.#attempt.dueUs > nowUs ? undefined : this.#attempt.address;
  }

  /** Writes the hello that is due into `into` and returns its length. */
  write(nowUs: number, into: Uint8Array): number {
    return this.#attempt!.write(nowUs, this.#sinceUs, into);
  }

  /** Takes a welcome of this version. Returns the session that it makes, if it is the answer to this portal's hello. */
  receiveWelcome(nowUs: number, datagram: Uint8Array, from: Address): Session | undefined {
    const { dropped } = this.#totals;
    const attempt = this.#attempt;
    if (datagram.length < welcomeNoiseAt) {
      dropped.malformed++;
      return undefined;
    }
    const localId = new DataView(datagram.buffer, datagram.byteOffset).getUint32(6);
    if (attempt === undefined || localId !== attempt.introduction.connectionId) {
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
    return new Session({ nowUs, localId, ...made, address: from, firstPacketNumber, initiated: true });
  }

  /** Takes a cookie reply of this version. */
  receiveCookie(nowUs: number, datagram: Uint8Array): void {
    if (this.#attempt?.takeCookie(nowUs, datagram) === true) return;
    if (datagram.length === cookieReplyBytes) this.#totals.dropped.unauthenticated++;
    else this.#totals.dropped.malformed++;
  }

  /**
   * The peer calls as well: whether its call is to be ignored. The call of the greater public key counts, for as long as
   * that is likely to work.
   */
  goesFirst(nowUs: number): boolean {
    if (this.#attempt === undefined) return false;
    if (this.#greater) return nowUs - this.#sinceUs < tieBreakUs;
    this.#attempt.dueUs = Math.max(this.#attempt.dueUs, nowUs + tieBreakUs);
    return false;
  }

  #whereTo(nowUs: number, heardUs: number): Address | undefined {
    if (this.address === undefined) return undefined;
    const { current } = this.#sessions;
    if (current === undefined || nowUs - heardUs >= silentUs) return this.address;
    // The peer is there, and this is how it is reached.
    return this.#rekeying.due(nowUs, current) ? current.address : undefined;
  }
}
