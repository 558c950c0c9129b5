import { type Address, sameAddress } from '../address.ts';
import type { RandomSource } from '../crypto/key.ts';
import { chunksAt, maxDatagramBytes, tagBytes } from '../wire/datagram.ts';
import { challengeBytes, challengeChunkBytes, writeChallenge, writeResponse } from '../wire/path.ts';
import type { Slab } from '../wire/slab.ts';
import { PeerPath } from './peer-path.ts';

/** Bytes of a datagram that carries a challenge or its response and nothing else; no sealed datagram is shorter. */
export const challengeDatagramBytes: number = chunksAt + challengeChunkBytes + tagBytes;
/** A challenge is repeated so often, at first and later, µs. */
const eagerUs = 25_000;
const eagerChallenges = 40;
const patientUs = 250_000;
/** The address that was left is asked so often whether the peer is still there. */
const formerChallenges = 3;
/** An address from which the peer was heard so recently, after it seemed to have left, is not left, µs. */
const lingerUs = 250_000;
/** A new address is forgotten when nothing has come from it for this long, µs. */
const forgetUs = 3_000_000;
/** Addresses that are preferred to later ones if the peer turns up there again, at most. */
const maxSeniors = 4;
/** Responses that wait at most. */
const maxResponses = 4;

interface Response {
  readonly challenge: Buffer;
  readonly to: Address;
}

/**
 * The addresses at which one instance of the peer is (after RFC 9000, section 9). A packet with a higher number than any before, from a new address, makes
 * that a candidate: it is challenged, and used when it has answered, unless packets from the address in use show that the
 * peer never left. Whoever forwards a peer's packets from his own address cannot hide that the originals come as well, if only as
 * duplicates; if he withholds them for a while, the older address wins as soon as they come again.
 */
export class Paths {
  /** Where the last packet of `write` goes. */
  destination: Address;
  /**
   * How long originals of forwarded packets are waited for before a new address is used, µs: the round trip as far as it is known, which a
   * peer that did move takes to answer anyway.
   */
  patienceUs = 0;
  readonly #random: RandomSource;
  #active: PeerPath;
  #candidate: PeerPath | undefined;
  /** The one that was left last. */
  #former: PeerPath | undefined;
  /** Those that were used first and left, oldest first. */
  readonly #seniors: PeerPath[] = [];
  readonly #responses: Response[] = [];

  /** `proven`: whether the handshake has shown that the peer is at `address`. */
  constructor(nowUs: number, address: Address, proven: boolean, random: RandomSource) {
    this.#random = random;
    this.destination = address;
    this.#active = new PeerPath(nowUs, address, proven, 0, random);
    if (!proven) this.#active.challengeDueUs = nowUs;
  }

  /** Where packets go. */
  get address(): Address {
    return this.#active.address;
  }

  /** Whether a datagram of any size may be sent there now. */
  get open(): boolean {
    return this.#active.proven || this.#active.admits(maxDatagramBytes);
  }

  /** Takes note of an authentic packet. True when another address is in use because of it. */
  heard(nowUs: number, from: Address, bytes: number, number: number, newest: boolean): boolean {
    const active = this.#active;
    const candidate = this.#candidate;
    if (sameAddress(from, active.address)) {
      active.receivedBytes += bytes;
      active.heardUs = nowUs;
      if (candidate !== undefined && number >= candidate.usedFrom) active.aliveUs = nowUs;
      return false;
    }
    const senior = this.#senior(from, number);
    if (senior !== undefined) {
      senior.heardUs = nowUs;
      senior.aliveUs = nowUs;
      return this.#switch(nowUs, senior, number);
    }
    if (candidate !== undefined && sameAddress(from, candidate.address)) {
      candidate.receivedBytes += bytes;
      candidate.heardUs = nowUs;
      return this.#adopt(nowUs);
    }
    if (newest) this.#suspect(nowUs, from, bytes, number);
    return false;
  }

  /** Whether a duplicate of packet `number` from there would tell something, if it is authentic. Then call `heard` with it. */
  watches(from: Address, number: number): boolean {
    if (sameAddress(from, this.#active.address))
      return number >= (this.#candidate?.usedFrom ?? Number.POSITIVE_INFINITY);
    return this.#senior(from, number) !== undefined;
  }

  /** A handshake has shown that the peer is at `address`; its next packet has `number` or more. True when that is in use now. */
  handshook(nowUs: number, address: Address, number: number): boolean {
    if (sameAddress(address, this.#active.address)) {
      this.#active.proven = true;
      this.#active.challengeDueUs = Number.POSITIVE_INFINITY;
      return false;
    }
    return this.#switch(nowUs, new PeerPath(nowUs, address, true, number, this.#random), number);
  }

  /** The peer asks for these 8 bytes to be sent back to where they came from. */
  challenged(from: Address, bytes: Buffer, at: number): void {
    if (this.#responses.length === maxResponses) this.#responses.shift();
    this.#responses.push({ challenge: Buffer.from(bytes.subarray(at, at + challengeBytes)), to: from });
  }

  /** The peer has sent these 8 bytes back. True when another address is in use because of it. */
  answered(nowUs: number, bytes: Buffer, at: number): boolean {
    for (const path of [this.#active, this.#candidate]) {
      if (path === undefined || path.proven) continue;
      if (path.challenge.compare(bytes, at, at + challengeBytes) !== 0) continue;
      path.proven = true;
      path.challengeDueUs = Number.POSITIVE_INFINITY;
    }
    return this.#adopt(nowUs);
  }

  /** Fills `slab` with the chunks of a packet that is due and returns where they end, 0 for none. `destination` is where it goes. */
  write(nowUs: number, slab: Slab): number {
    const response = this.#responses.shift();
    if (response !== undefined) {
      this.destination = response.to;
      if (this.#candidate !== undefined && sameAddress(response.to, this.#candidate.address))
        this.#candidate.sentBytes += challengeDatagramBytes;
      return writeResponse(slab.view, chunksAt, response.challenge);
    }
    this.#expire(nowUs);
    const path = this.#toChallenge(nowUs);
    if (path === undefined) return 0;
    this.destination = path.address;
    path.sentBytes += challengeDatagramBytes;
    path.challenges++;
    path.challengeDueUs = nowUs + (path.challenges < eagerChallenges ? eagerUs : patientUs);
    if (path === this.#former && path.challenges >= formerChallenges) this.#former = undefined;
    return writeChallenge(slab.view, chunksAt, path.challenge);
  }

  /** When `write` has something to do, µs. */
  timeoutUs(): number {
    if (this.#responses.length > 0) return Number.NEGATIVE_INFINITY;
    const settled = this.#active.proven && this.#candidate === undefined && this.#former === undefined;
    if (settled) return Number.POSITIVE_INFINITY;
    let dueUs = challengeUs(this.#active);
    if (this.#former !== undefined) dueUs = Math.min(dueUs, challengeUs(this.#former));
    if (this.#candidate !== undefined) dueUs = Math.min(dueUs, challengeUs(this.#candidate));
    return dueUs;
  }

  /**
   * Where a datagram of `bytes` that goes to the address in use should go as well: to a candidate, within what came from it, because
   * the peer has most likely moved. Undefined when nowhere.
   */
  second(nowUs: number, bytes: number): Address | undefined {
    const candidate = this.#candidate;
    if (candidate === undefined || candidate.proven || bytes > maxDatagramBytes) return undefined;
    if (nowUs - this.#active.aliveUs < lingerUs || !candidate.admits(bytes + 4 * challengeDatagramBytes))
      return undefined;
    candidate.sentBytes += bytes;
    return candidate.address;
  }

  /** An address that was used before the present one, from which a packet came that the peer sent after it seemed to have left. */
  #senior(from: Address, number: number): PeerPath | undefined {
    for (const senior of this.#seniors) {
      if (senior === this.#active) return undefined;
      if (sameAddress(from, senior.address)) return number >= senior.leftFrom ? senior : undefined;
    }
    return undefined;
  }

  #suspect(nowUs: number, from: Address, bytes: number, number: number): void {
    this.#candidate = new PeerPath(nowUs, from, false, number, this.#random);
    this.#candidate.receivedBytes = bytes;
    this.#candidate.challengeDueUs = nowUs;
  }

  #adopt(nowUs: number): boolean {
    const candidate = this.#candidate;
    if (candidate === undefined || !candidate.proven || nowUs - candidate.sinceUs < this.patienceUs)
      return false;
    if (nowUs - this.#active.aliveUs < lingerUs) return false;
    return this.#switch(nowUs, candidate, candidate.usedFrom);
  }

  #switch(nowUs: number, path: PeerPath, number: number): boolean {
    const before = this.#active;
    before.leftFrom = number;
    before.challengeDueUs = nowUs;
    before.challenges = 0;
    this.#former = before.proven ? before : undefined;
    const senior = this.#seniors.includes(before) || this.#seniors.includes(path);
    if (before.proven && !senior && this.#seniors.length < maxSeniors) this.#seniors.push(before);
    path.leftFrom = Number.POSITIVE_INFINITY;
    path.challengeDueUs = Number.POSITIVE_INFINITY;
    this.#active = path;
    this.#candidate = undefined;
    return true;
  }

  #toChallenge(nowUs: number): PeerPath | undefined {
    if (challengeUs(this.#active) <= nowUs) return this.#active;
    if (this.#candidate !== undefined && challengeUs(this.#candidate) <= nowUs) return this.#candidate;
    return this.#former !== undefined && challengeUs(this.#former) <= nowUs ? this.#former : undefined;
  }

  #expire(nowUs: number): void {
    if (this.#candidate !== undefined && nowUs - this.#candidate.heardUs >= forgetUs)
      this.#candidate = undefined;
  }
}

/** When a challenge is due and may be sent; one that has to wait until more came is looked at when something comes. */
function challengeUs(path: PeerPath): number {
  return path.admits(challengeDatagramBytes) ? path.challengeDueUs : Number.POSITIVE_INFINITY;
}
