import assert from 'node:assert/strict';
import { type Address, formatAddress, sameAddress } from '../address.ts';
import { Connection } from '../connection.ts';
import { generateKeyPair, type KeyPair } from '../crypto/key.ts';
import type { LinkEvent, ReceivedFrame } from '../events.ts';
import type { FrameInfo } from '../media/outgoing-frame.ts';
import type { ConnectionOptions } from '../options.ts';
import { maxReceivedBytes } from '../wire/datagram.ts';
import { Channel } from './channel.ts';
import { seededBytes } from './random.ts';

/** Steps that may happen at one moment of virtual time before a test takes the endpoints for spinning. */
const maxStepsAtOnce = 20_000;
/** Datagrams that an end may send at one moment: a second of 1 Gbit/s. */
const maxDatagramsAtOnce = 100_000;

/** One end of a `Pair`. */
export class End {
  readonly key: KeyPair;
  address: Address;
  connection: Connection;
  /** Further addresses under which it is reached, such as one that a NAT gave it before. */
  readonly aliases: Address[] = [];
  /** What was sent to which address, in bytes, when a test asks for it. */
  sentTo: Map<string, number> | undefined;
  /** The other end, once there is one. */
  peer: End | undefined;
  /** What its clock shows more than the pair's. */
  skewUs = 0;
  /** By how much its clock is faster than the pair's. */
  driftPpm = 0;
  /** To the other end. */
  readonly channel: Channel;
  readonly events: LinkEvent[] = [];
  readonly #into = Buffer.alloc(maxReceivedBytes);

  constructor(key: KeyPair, address: Address, connection: Connection, channel: Channel) {
    this.key = key;
    this.address = address;
    this.connection = connection;
    this.channel = channel;
  }

  /** Sends everything that is due, and takes events. */
  pump(nowUs: number): void {
    this.#poll();
    for (let datagrams = 0; ; datagrams++) {
      assert.ok(datagrams < maxDatagramsAtOnce, 'an endpoint that always has another datagram');
      const bytes = this.connection.transmit(this.localUs(nowUs), this.#into);
      this.#poll();
      if (bytes === 0) return;
      const to = this.connection.destination!;
      if (this.sentTo !== undefined) {
        const key = formatAddress(to);
        this.sentTo.set(key, (this.sentTo.get(key) ?? 0) + bytes);
      }
      if (this.peer?.isAt(to) === false) continue;
      this.channel.send(nowUs, Uint8Array.from(this.#into.subarray(0, bytes)), this.address);
    }
  }

  /** Whether datagrams that are sent to `address` get here. */
  isAt(address: Address): boolean {
    return sameAddress(address, this.address) || this.aliases.some((alias) => sameAddress(alias, address));
  }

  timeoutUs(nowUs: number): number {
    const dueUs = this.connection.timeout(this.localUs(nowUs)) - this.skewUs;
    return this.driftPpm === 0 ? dueUs : Math.ceil(dueUs / (1 + this.driftPpm / 1e6));
  }

  /** What its clock shows. */
  localUs(nowUs: number): number {
    return nowUs + this.skewUs + (nowUs * this.driftPpm) / 1e6;
  }

  get frames(): ReceivedFrame[] {
    return this.of('frame').map((event) => event.frame);
  }

  get messages(): Uint8Array[] {
    return this.of('message').map((event) => event.data);
  }

  /** Events of one type, in order. */
  of<Type extends LinkEvent['type']>(type: Type): Extract<LinkEvent, { type: Type }>[] {
    return this.events.filter((event): event is Extract<LinkEvent, { type: Type }> => event.type === type);
  }

  #poll(): void {
    for (let event = this.connection.poll(); event !== undefined; event = this.connection.poll()) {
      this.events.push(event);
    }
  }
}

/** What the two ends of a pair are made of, besides their keys. */
export interface PairOptions {
  readonly seed?: number;
  readonly a?: Partial<ConnectionOptions>;
  readonly b?: Partial<ConnectionOptions>;
  /** Whether a calls too; b always does, unless `b.callAddress` is overridden. */
  readonly bothCall?: boolean;
}

/** Two connections and the network between them, in virtual time. Unless told otherwise, b calls a. */
export class Pair {
  nowUs = 1_000_000_000;
  readonly a: End;
  readonly b: End;
  readonly #options: PairOptions;
  readonly #seed: number;
  #made = 0;
  #stepsAtOnce = 0;

  constructor(options: PairOptions = {}) {
    this.#options = options;
    this.#seed = options.seed ?? 1;
    const [keyA, keyB] = [
      generateKeyPair(seededBytes(this.#seed)),
      generateKeyPair(seededBytes(this.#seed + 1)),
    ];
    const [addressA, addressB] = [
      { host: '192.0.2.1', port: 7000 },
      { host: '192.0.2.2', port: 40_000 },
    ];
    const callA = options.bothCall === true ? { callAddress: addressB } : {};
    this.a = new End(
      keyA,
      addressA,
      this.#make(keyA, keyB, { ...callA, ...options.a }),
      new Channel(this.#seed + 2),
    );
    this.b = new End(
      keyB,
      addressB,
      this.#make(keyB, keyA, { callAddress: addressA, ...options.b }),
      new Channel(this.#seed + 3),
    );
    this.a.peer = this.b;
    this.b.peer = this.a;
  }

  /** A pair that is open and knows its clocks. */
  static open(options: PairOptions = {}): Pair {
    const pair = new Pair(options);
    pair.runUntil(() => pair.a.connection.state === 'open' && pair.b.connection.state === 'open');
    pair.run(400_000);
    return pair;
  }

  /** Replaces an end's connection by a new one with the same key, as a restart of its process does. */
  restart(end: End): void {
    const peer = end === this.a ? this.b : this.a;
    const call = end === this.b || this.#options.bothCall === true ? { callAddress: peer.address } : {};
    const overrides = end === this.a ? this.#options.a : this.#options.b;
    end.connection = this.#make(end.key, peer.key, { ...call, ...overrides });
  }

  /** Jumps to the next moment at which anything happens, but not beyond `limitUs`. */
  step(limitUs: number = Number.POSITIVE_INFINITY): void {
    this.a.pump(this.nowUs);
    this.b.pump(this.nowUs);
    const dueUs = Math.min(
      this.a.channel.nextUs(),
      this.b.channel.nextUs(),
      this.a.timeoutUs(this.nowUs),
      this.b.timeoutUs(this.nowUs),
      limitUs,
    );
    this.#stepsAtOnce = dueUs > this.nowUs ? 0 : this.#stepsAtOnce + 1;
    assert.ok(
      this.#stepsAtOnce < maxStepsAtOnce,
      'an endpoint spins: it is due all the time and does nothing',
    );
    this.nowUs = Math.max(this.nowUs, dueUs);
    this.#deliver(this.a, this.b);
    this.#deliver(this.b, this.a);
    this.a.pump(this.nowUs);
    this.b.pump(this.nowUs);
  }

  /** Lets `us` pass. */
  run(us: number): void {
    const endUs = this.nowUs + us;
    while (this.nowUs < endUs) this.step(endUs);
  }

  /** Lets time pass until something is so; fails when it is not within `limitUs`. */
  runUntil(condition: () => boolean, limitUs = 60_000_000): void {
    const endUs = this.nowUs + limitUs;
    while (!condition()) {
      assert.ok(this.nowUs < endUs, `it did not come about within ${limitUs / 1e6} s: ${String(condition)}`);
      this.step(endUs);
    }
  }

  /** Sends a frame from `end` that was captured just now and is good for `lifetimeUs`. */
  sendFrame(
    end: End,
    track: number,
    data: Uint8Array,
    lifetimeUs = 150_000,
    info: Partial<FrameInfo> = {},
  ): number {
    const localUs = end.localUs(this.nowUs);
    const whole = {
      capturedUs: localUs,
      encodedUs: localUs,
      keyframe: false,
      deadlineUs: localUs + lifetimeUs,
      ...info,
    };
    const number = end.connection.sendFrame(localUs, track, data, whole);
    end.pump(this.nowUs);
    return number;
  }

  #deliver(from: End, to: End): void {
    for (const { datagram, from: source } of from.channel.arrived(this.nowUs)) {
      to.connection.receive(to.localUs(this.nowUs), datagram, source);
      to.pump(this.nowUs);
    }
  }

  #make(own: KeyPair, peer: KeyPair, overrides: Partial<ConnectionOptions>): Connection {
    return new Connection({
      staticKey: own,
      peerKey: peer.publicKey,
      random: seededBytes(this.#seed * 1000 + this.#made++),
      ...overrides,
    });
  }
}
