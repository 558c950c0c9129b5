import assert from 'node:assert/strict';
import { type Address, type KeyPair, Pairing } from '@ajar/link';
import { fixedKeyPair, seededBytes } from '@ajar/link/testing';
import { Cursor } from '../engine/cursor.ts';
import { Digest } from '../engine/digest.ts';
import type { Draw, Feel, Target } from '../engine/target.ts';
import { hex } from './hex.ts';

const keys: readonly [KeyPair, KeyPair] = [fixedKeyPair(61), fixedKeyPair(62)];
const [code, otherCode] = [Buffer.alloc(32, 7), Buffer.alloc(32, 8)];
const homes: readonly [Address, Address] = [
  { host: '192.0.2.1', port: 7000 },
  { host: '192.0.2.2', port: 7001 },
];
const startUs = 1_000_000;
const mostAtOnce = 100;
const operation = { wait: 0, raw: 1, deliver: 2 } as const;
const operations = Object.keys(operation).length;

/** Two portals that pair by a code, and somebody between them. */
export const pairing: Target = {
  name: 'pairing',
  about:
    'all that passes between two portals that pair is changed, repeated or sent elsewhere: no wrong key is believed',
  maxBytes: 1500,
  seeds: [
    hex('00  02 00 00 00  02 01 01 00  02 00 02 00  02 01 03 00'),
    hex('01  02 00 00 00  00 0400  02 00 01 00  02 01 02 00'),
    hex('02  02 08 00 01 0030 01  01 00 000a c502616a6172 0a0b0c0d'),
  ],
  tokens: ['c5', 'c6', 'c7', '616a6172', 'c502616a6172', 'c602616a6172', 'c702616a6172'].map(hex),
  invent,
  skip,
  batch: 100,
  run(input, feel) {
    const cursor = new Cursor(input);
    const couple = new Couple(cursor.u8());
    while (!cursor.done) couple.step(cursor);
    return couple.finish(feel);
  },
};

function invent(draw: Draw): Uint8Array {
  const below = (limit: number): number => Math.floor(draw() * limit);
  const kind = draw() < 0.6 ? operation.deliver : below(operations);
  if (kind === operation.wait) return Uint8Array.of(kind, below(256), below(256));
  const to = below(8) === 0 ? below(256) : below(2);
  if (kind === operation.raw)
    return Uint8Array.of(kind, to, 0, 6, 0xc5 + below(3), 2, 0x61, 0x6a, 0x61, 0x72);
  const patches = below(3) === 0 ? 1 : 0;
  const patch = patches === 1 ? [below(5), below(256), below(256)] : [];
  return Uint8Array.of(kind, to, below(8), patches, ...patch);
}

function skip(input: Cursor): void {
  if (input.at === 0) input.u8();
  const kind = input.u8() % operations;
  if (kind === operation.wait) {
    input.take(2);
    return;
  }
  input.take(1);
  if (kind === operation.raw) {
    input.take(input.u16() % 1300);
    return;
  }
  input.take(1);
  input.take((input.u8() % 4) * 3);
}

class Couple {
  readonly #ends: readonly [Pairing, Pairing];
  readonly #sameCode: boolean;
  readonly #digest = new Digest();
  /** Everything that either has sent, in order. */
  readonly #sent: Uint8Array[] = [];
  /** Bytes that the inviter may still send, by port. */
  readonly #credit = new Map<number, number>();
  readonly #paired = [0, 0];
  #nowUs = startUs;

  constructor(situation: number) {
    this.#sameCode = (situation & 1) === 0;
    const joinCode = this.#sameCode ? code : otherCode;
    const [own, other] = keys;
    this.#ends = [
      new Pairing({ role: 'invite', code, staticKey: own, name: 'Oslo', random: seededBytes(71) }),
      new Pairing({
        role: 'join',
        code: joinCode,
        staticKey: other,
        name: 'Tokyo',
        random: seededBytes(72),
        callAddress: homes[0],
      }),
    ];
    this.#settle();
  }

  step(cursor: Cursor): void {
    switch (cursor.u8() % operations) {
      case operation.wait:
        this.#wait((cursor.u16() % 4096) ** 2 / 4);
        return;
      case operation.raw: {
        const to = cursor.u8();
        const length = cursor.u16() % 1300;
        const bytes = Buffer.alloc(length);
        bytes.set(cursor.take(length));
        this.#give(bytes, to);
        return;
      }
      default: {
        const to = cursor.u8();
        const bytes = Buffer.from(this.#sent[cursor.u8() % this.#sent.length]!);
        for (let patches = cursor.u8() % 4; patches > 0; patches--) {
          bytes[cursor.u16() % bytes.length]! ^= cursor.u8();
        }
        this.#give(bytes, to);
      }
    }
  }

  finish(feel: Feel): number {
    this.#wait(3_000_000);
    for (const [side, end] of this.#ends.entries()) {
      assert.ok(this.#paired[side]! <= 1, 'paired comes once');
      if (this.#paired[side] === 1) assert.equal(end.state, 'paired');
      feel(side, this.#paired[side]!);
    }
    feel(2, this.#sent.length);
    return this.#digest.value;
  }

  /** The lowest bit of `to` says who gets it, the others where it comes from. */
  #give(bytes: Uint8Array, to: number): void {
    const side = to & 1;
    const from = to < 2 ? homes[1 - side]! : { host: '198.51.100.9', port: 1000 + (to >> 1) };
    if (side === 0) this.#credit.set(from.port, (this.#credit.get(from.port) ?? 0) + bytes.length);
    this.#ends[side]!.receive(this.#nowUs, bytes, from);
    this.#settle();
  }

  #wait(us: number): void {
    const endUs = this.#nowUs + us;
    for (let wakes = 0; this.#nowUs < endUs; wakes++) {
      assert.ok(wakes < 1000, 'they ask to be woken again and again');
      const dueUs = Math.min(...this.#ends.map((end) => end.timeout(this.#nowUs)));
      this.#nowUs = Math.min(endUs, Math.max(this.#nowUs, dueUs));
      this.#settle();
    }
  }

  #settle(): void {
    const into = Buffer.alloc(2048);
    for (const [side, end] of this.#ends.entries()) {
      for (let count = 0; ; count++) {
        assert.ok(count < mostAtOnce, 'it never comes to rest');
        const bytes = end.transmit(this.#nowUs, into);
        this.#takeEvents(side, end);
        if (bytes === 0) break;
        this.#digest.bytes(into.subarray(0, bytes));
        this.#sent.push(Uint8Array.from(into.subarray(0, bytes)));
        if (side === 0) this.#spend(bytes, end.destination!.port);
      }
      assert.ok(end.timeout(this.#nowUs) > this.#nowUs, 'it wants to be woken, and does nothing then');
    }
  }

  #takeEvents(side: number, end: Pairing): void {
    for (let event = end.poll(); event !== undefined; event = end.poll()) {
      this.#digest.text(event.type);
      if (event.type !== 'paired') continue;
      this.#paired[side]!++;
      assert.ok(this.#sameCode, 'nobody is believed who does not know the code');
      assert.deepEqual(Buffer.from(event.peerKey), Buffer.from(keys[1 - side]!.publicKey));
    }
  }

  #spend(bytes: number, port: number): void {
    const left = (this.#credit.get(port) ?? 0) - bytes;
    assert.ok(left >= 0, `port ${port} is sent more than it sent`);
    this.#credit.set(port, left);
  }
}
