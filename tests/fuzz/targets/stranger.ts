import assert from 'node:assert/strict';
import { type Address, Connection } from '@ajar/link';
import { datagramType, fixedKeyPair, RawPeer, seededBytes } from '@ajar/link/testing';
import { Cursor } from '../engine/cursor.ts';
import type { Draw, Feel, Target } from '../engine/target.ts';
import { hex } from './hex.ts';
import { Watched } from './watched.ts';

const [own, peerKey, strangerKey] = [fixedKeyPair(1), fixedKeyPair(2), fixedKeyPair(3)];
const startUs = 1_000_000;
/** Enough for the limits on hellos and replies. */
const mostSteps = 200;
const callee: Address = { host: '192.0.2.66', port: 6666 };
/** Datagrams that strangers may have recorded, or know how to make. */
const recorded = record();
/** So many of them, from the first on, may be answered. */
const answeredRecords = 2;
/** Where in a hello these are. */
const cookie = { from: 6, to: 22 } as const;
const ephemeral = { from: 22, to: 54 } as const;

const operation = { wait: 0, raw: 1, recorded: 2, own: 3 } as const;
const operations = Object.keys(operation).length;

/** Anybody on the Internet, who has no key. */
export const stranger: Target = {
  name: 'stranger',
  about:
    'datagrams from anywhere, some of them recorded or forged: no answer to strangers, never more than was sent',
  maxBytes: 4000,
  seeds: [
    hex('00  01 01 0006 c1 02 616a6172  02 01 00 00 0000  00 0100  02 00 00 00 0000'),
    hex('01  02 02 05 01 0000 0012 01  03 01 00 0000  02 00 04 00 0000'),
    hex('02  01 00 0030 c3020000000000010a0b0c0d 02 03 03 02 0000 0010 ff 0004 01'),
  ],
  tokens: ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', '616a6172', 'c102616a6172', 'c202616a6172'].map(hex),
  invent,
  skip,
  batch: 40,
  run,
};

function invent(draw: Draw): Uint8Array {
  const below = (limit: number): number => Math.floor(draw() * limit);
  const kind = below(operations);
  if (kind === operation.wait) return Uint8Array.of(kind, below(256), below(256));
  const from = below(256);
  if (kind === operation.raw) {
    const bytes = below(draw() < 0.8 ? 80 : 1300);
    return Buffer.concat([
      Uint8Array.of(kind, from, bytes >> 8, bytes & 255),
      new Uint8Array(bytes).fill(below(256)),
    ]);
  }
  const patches = below(3);
  const which = kind === operation.recorded ? [below(recorded.length)] : [];
  const made = [kind, from, ...which, patches, below(8) === 0 ? below(5) : 0, below(256)];
  for (let patch = 0; patch < patches; patch++) made.push(0, below(64), below(256));
  return Uint8Array.from(made);
}

function skip(input: Cursor): void {
  // The first byte says what is attacked.
  if (input.at === 0) input.u8();
  switch (input.u8() % operations) {
    case operation.wait:
      input.take(2);
      return;
    case operation.raw:
      input.take(1);
      input.take(input.u16() % 2100);
      return;
    case operation.recorded:
      input.take(2);
      input.take((input.u8() % 4) * 3 + 2);
      return;
    default:
      input.take(1);
      input.take((input.u8() % 4) * 3 + 2);
  }
}

function run(input: Uint8Array, feel: Feel): number {
  const cursor = new Cursor(input);
  const attack = new Attack(cursor.u8() % 3);
  for (let steps = 0; steps < mostSteps && !cursor.done; steps++) attack.step(cursor);
  return attack.finish(feel);
}

/** A connection that waits, that has a peer already, or that calls; and all who talk to it. */
class Attack {
  readonly #watched: Watched;
  readonly #peer: RawPeer | undefined;
  /** Bytes that an address may still be sent. */
  readonly #credit = new Map<number, number>();
  /** Ports of addresses that have proved who they are, or are called. */
  readonly #proven = new Set<number>();
  /** The last datagram that left, which strangers may send back. */
  #last: Uint8Array = new Uint8Array(1200);

  /** Whether anything but a cookie has left. */
  #answered = false;

  constructor(situation: number) {
    const call = situation === 2 ? { callAddress: callee } : {};
    const options = { staticKey: own, peerKey: peerKey.publicKey, random: seededBytes(12), ...call };
    this.#watched = new Watched(new Connection(options), startUs);
    if (situation === 2) this.#proven.add(callee.port);
    if (situation === 1) {
      this.#peer = new RawPeer(startUs, this.#watched.connection, peerKey, own.publicKey, 30);
      this.#watched.count(this.#peer.hello, this.#peer.welcome);
      this.#proven.add(this.#peer.address.port);
    }
    this.#watched.onSent = (datagram, to) => this.#sent(datagram, to);
    if (this.#peer !== undefined) this.#watched.receive(this.#peer.seal(Buffer.alloc(6)), this.#peer.address);
    this.#watched.settle();
  }

  step(cursor: Cursor): void {
    switch (cursor.u8() % operations) {
      case operation.wait:
        this.#watched.wait((cursor.u16() % 2048) ** 2 / 2);
        return;
      case operation.raw: {
        const from = cursor.u8();
        const length = cursor.u16() % 2100;
        const bytes = Buffer.alloc(length);
        bytes.set(cursor.take(length));
        this.#receive(bytes, from, false);
        return;
      }
      case operation.recorded: {
        const from = cursor.u8();
        const which = cursor.u8() % recorded.length;
        this.#forge(recorded[which]!, cursor, from, which < answeredRecords);
        return;
      }
      default:
        this.#forge(this.#last, cursor, cursor.u8(), false);
    }
  }

  finish(feel: Feel): number {
    const { connection } = this.#watched;
    assert.equal(connection.stats().framesReceived, 0);
    this.#watched.wait(600_000);
    assert.equal(connection.state === 'open', false, 'nothing of all that counts as a sign of life');
    return this.#watched.finish(feel);
  }

  /** Sends a copy of a true datagram, changed in places, and cut or made longer. */
  #forge(truth: Uint8Array, cursor: Cursor, from: number, answered: boolean): void {
    const bytes = Buffer.from(truth);
    for (let patches = cursor.u8() % 4; patches > 0; patches--)
      bytes[cursor.u16() % bytes.length]! ^= cursor.u8();
    const resized = cursor.u8();
    const by = cursor.u8();
    const length = resized === 1 ? by * 8 : resized === 2 ? bytes.length + by : bytes.length;
    const sized = Buffer.alloc(Math.max(1, length));
    sized.set(bytes.subarray(0, sized.length));
    this.#receive(sized, from, answered && sameKey(sized, truth));
  }

  #receive(bytes: Uint8Array, from: number, mayBeGood: boolean): void {
    const address = { host: '198.51.100.9', port: 1000 + (from % 8) };
    this.#credit.set(address.port, (this.#credit.get(address.port) ?? 0) + bytes.length);
    const before = this.#refused();
    this.#answered = false;
    this.#watched.receive(bytes, address);
    const refused = this.#refused() - before;
    assert.ok(mayBeGood ? refused <= 1 : refused === 1, `counted ${refused} times`);
    if (this.#quiet && !mayBeGood)
      assert.equal(this.#answered, false, 'a stranger has brought about an answer');
  }

  /** Whether this side has no reason of its own to send anything. */
  get #quiet(): boolean {
    return this.#peer === undefined && this.#proven.size === 0;
  }

  #refused(): number {
    const { malformed, version, unauthenticated, replay, stranger, duplicate } =
      this.#watched.connection.stats().dropped;
    return malformed + version + unauthenticated + replay + stranger + duplicate;
  }

  #sent(datagram: Uint8Array, to: Address): void {
    this.#last = Uint8Array.from(datagram);
    // Under load anybody who sends a whole hello is told to show that he is where he says he is.
    this.#answered ||= datagram[0] !== datagramType.cookie;
    if (this.#proven.has(to.port)) return;
    const left = (this.#credit.get(to.port) ?? 0) - datagram.length;
    assert.ok(left >= 0, `${to.host}:${to.port} is sent more than it sent itself`);
    this.#credit.set(to.port, left);
  }
}

/** Whether a hello is one of the true peer, or repeats the key of one, which is enough to be given the same answer again. */
function sameKey(one: Buffer, other: Uint8Array): boolean {
  const same = (from: number, to: number): boolean => one.subarray(from, to).equals(other.subarray(from, to));
  return one.length === other.length && same(0, cookie.from) && same(ephemeral.from, ephemeral.to);
}

/** Two hellos of the true peer, then what no connection under attack may accept. */
function record(): Uint8Array[] {
  const another = (staticKey = own, peer = peerKey): Connection =>
    new Connection({ staticKey, peerKey: peer.publicKey, random: seededBytes(40) });
  const hellos = [50, 51].map((seed) => new RawPeer(startUs, another(), peerKey, own.publicKey, seed).hello);
  const known = new RawPeer(startUs, another(), peerKey, own.publicKey, 52);
  const byStranger = new RawPeer(startUs, another(own, strangerKey), strangerKey, own.publicKey, 53);
  const forStranger = new RawPeer(startUs, another(strangerKey), peerKey, strangerKey.publicKey, 54);
  const sealed = [known.seal(Buffer.alloc(6)), known.seal(Buffer.alloc(300))];
  return [...hellos, known.welcome, byStranger.hello, forStranger.hello, ...sealed];
}
