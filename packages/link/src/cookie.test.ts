import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Address } from './address.ts';
import { Connection } from './connection.ts';
import { PublicKnowledge } from './handshake/cookie-reply.ts';
import { Pair } from './testing/pair.ts';
import { seeded, seededBytes } from './testing/random.ts';
import { fixedKeyPair, RawPeer } from './testing/raw-peer.ts';

const [own, peer] = [fixedKeyPair(1), fixedKeyPair(2)];
const into = Buffer.alloc(2048);

function makeConnection(seed = 1): Connection {
  return new Connection({ staticKey: own, peerKey: peer.publicKey, random: seededBytes(seed) });
}

/** Makes hellos that cost the work of opening them: of someone who knows the called portal's public key, and nothing else. */
class Flood {
  readonly #knowledge: PublicKnowledge;
  readonly #next: () => number;
  readonly #hello = Buffer.alloc(1200);

  constructor(publicKey: Uint8Array, seed: number) {
    this.#knowledge = new PublicKnowledge(publicKey);
    this.#next = seeded(seed);
    this.#hello.set([0xc1, 2, 0x61, 0x6a, 0x61, 0x72]);
  }

  /** The next hello. Valid until the one after. */
  hello(): Buffer {
    this.#hello.writeDoubleBE(this.#next(), 38);
    this.#knowledge.signHello(this.#hello);
    return this.#hello;
  }

  address(): Address {
    return { host: `198.51.${Math.floor(this.#next() * 256)}.${Math.floor(this.#next() * 256)}`, port: 4000 };
  }
}

/** Everything that `connection` sends now. */
function sent(connection: Connection, nowUs: number): { datagram: Buffer; to: Address }[] {
  const datagrams: { datagram: Buffer; to: Address }[] = [];
  for (let bytes = connection.transmit(nowUs, into); bytes > 0; bytes = connection.transmit(nowUs, into)) {
    datagrams.push({ datagram: Buffer.from(into.subarray(0, bytes)), to: connection.destination! });
  }
  return datagrams;
}

/** Lets so many hellos come that the next one is asked for a cookie. */
function overload(connection: Connection, nowUs: number): void {
  const flood = new Flood(own.publicKey, 5);
  for (let count = 0; count < 60; count++) connection.receive(nowUs, flood.hello(), flood.address());
  sent(connection, nowUs);
}

/** A true hello of the peer. */
function trueHello(nowUs: number, seed = 9): Buffer {
  return new RawPeer(nowUs, makeConnection(77), peer, own.publicKey, seed).hello;
}

test('given 100,000 hellos a second from everywhere, when the peer calls, then it gets through within a second', () => {
  for (const seed of [1, 2]) {
    const pair = new Pair({ seed });
    const flood = new Flood(pair.a.key.publicKey, seed);
    for (const { channel } of [pair.a, pair.b]) channel.impairments.delayUs = 20_000;
    const startUs = pair.nowUs;
    let hellos = 0;
    let answers = 0;
    const receive = (): void => {
      pair.a.connection.receive(pair.nowUs, flood.hello(), flood.address());
      hellos++;
      for (const { datagram, to } of sent(pair.a.connection, pair.nowUs)) {
        if (to.port === 4000) answers++;
        else pair.a.channel.send(pair.nowUs, datagram, pair.a.address);
      }
    };
    for (let count = 0; count < 1000; count++) receive();
    while (pair.a.connection.state !== 'open') {
      assert.ok(pair.nowUs - startUs < 1_000_000, `not open after ${hellos} hellos`);
      receive();
      pair.run(10);
    }
    assert.ok(answers > 0.9 * (hellos - 200), 'all of them are told how to get through');
    assert.equal(pair.a.connection.stats().handshakes, 1);
  }
});

test('given too many hellos, when one comes from somebody who does not know the public key, then the silence is kept', () => {
  const connection = makeConnection();
  overload(connection, 1e6);
  const guess = new Flood(peer.publicKey, 6);
  for (let count = 0; count < 100; count++) connection.receive(1e6, guess.hello(), guess.address());
  assert.deepEqual(sent(connection, 1e6), []);
});

test('given a cookie, when it is shown from its address in time, then it opens the door, and otherwise not', () => {
  const from = { host: '203.0.113.1', port: 5 };
  const hello = trueHello(1e6);
  const knowledge = new PublicKnowledge(own.publicKey);
  const cases = [
    { from, afterUs: 0, answer: 0xc2 },
    { from, afterUs: 119_000_000, answer: 0xc2 },
    { from, afterUs: 241_000_000, answer: 0xc4 },
    { from: { host: '203.0.113.2', port: 5 }, afterUs: 0, answer: 0xc4 },
    { from: { host: '203.0.113.1', port: 6 }, afterUs: 0, answer: 0xc4 },
  ];
  for (const { from: shownFrom, afterUs, answer } of cases) {
    const connection = makeConnection();
    overload(connection, 1e6);
    connection.receive(1e6, hello, from);
    const [reply] = sent(connection, 1e6);
    assert.equal(reply!.datagram[0], 0xc4);
    const withCookie = Buffer.from(hello);
    assert.equal(knowledge.takeReply(reply!.datagram, withCookie), true);
    overload(connection, 1e6 + afterUs);
    connection.receive(1e6 + afterUs, withCookie, shownFrom);
    assert.equal(sent(connection, 1e6 + afterUs)[0]?.datagram[0], answer, JSON.stringify(shownFrom));
  }
});

test('given one host that can be reached, when it calls for ever with cookies, then others with cookies are still heard', () => {
  const connection = makeConnection();
  const knowledge = new PublicKnowledge(own.publicKey);
  const answersTo = (hello: Buffer, from: Address): number[] => {
    connection.receive(1e6, hello, from);
    return sent(connection, 1e6).map(({ datagram }) => datagram[0]!);
  };
  overload(connection, 1e6);
  const flood = new Flood(own.publicKey, 8);
  const host = '203.0.113.1';
  for (let port = 1; port < 200; port++) {
    const hello = Buffer.from(flood.hello());
    connection.receive(1e6, hello, { host, port });
    knowledge.takeReply(sent(connection, 1e6)[0]!.datagram, hello);
    assert.deepEqual(answersTo(hello, { host, port }), []);
  }
  const hello = trueHello(1e6);
  const from = { host: '203.0.113.9', port: 1 };
  connection.receive(1e6, hello, from);
  knowledge.takeReply(sent(connection, 1e6)[0]!.datagram, hello);
  assert.deepEqual(answersTo(hello, from), [0xc2]);
});

test('given cookie replies without end, or forged ones, when they come, then the caller does not call more than twice as often', () => {
  const pair = new Pair();
  const knowledge = new PublicKnowledge(pair.a.key.publicKey);
  const asked = [0, 0];
  for (const [which, forge] of [false, true].entries()) {
    pair.restart(pair.b);
    pair.b.channel.lose = (hello) => {
      asked[which]!++;
      const reply = knowledge.reply(hello, Buffer.alloc(16, asked[which]));
      if (forge) reply[20]! ^= 1;
      for (let copy = 0; copy < 3; copy++) pair.a.channel.send(pair.nowUs, reply, pair.a.address);
      return true;
    };
    pair.run(4_000_000);
  }
  assert.ok(asked[1]! >= 8 && asked[1]! < 16);
  assert.ok(asked[0]! <= 2 * asked[1]! + 2, `${asked[0]} hellos with cookies, ${asked[1]} without`);
  assert.ok(pair.b.connection.stats().dropped.unauthenticated >= 3 * asked[1]!);
});

test('given anything from anyone, when a portal answers, then nobody who has not proven itself gets more than it sent', () => {
  const places = [1, 2, 3].map((port) => ({ host: '203.0.113.1', port }));
  const step = fc.record({
    what: fc.constantFrom('true', 'true', 'flood', 'burst', 'repeat', 'cookie', 'noise', 'wait'),
    place: fc.nat(2),
    seed: fc.nat(20),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.nat(1000), (steps, seed) => {
      const connection = makeConnection(seed);
      const knowledge = new PublicKnowledge(own.publicKey);
      const flood = new Flood(own.publicKey, seed);
      const balance = new Map<string, number>();
      let nowUs = 1e6;
      let last = trueHello(nowUs);
      let cookie: Buffer | undefined;
      const take = (datagram: Buffer, from: Address): void => {
        const key = `${from.host}:${from.port}`;
        balance.set(key, (balance.get(key) ?? 0) + datagram.length);
        connection.receive(nowUs, datagram, from);
        for (const answer of sent(connection, nowUs)) {
          const to = `${answer.to.host}:${answer.to.port}`;
          const left = (balance.get(to) ?? 0) - answer.datagram.length;
          assert.ok(left >= 0, `${to} gets ${-left} bytes more than it sent`);
          balance.set(to, left);
          if (answer.datagram[0] === 0xc4) cookie = answer.datagram;
        }
      };
      for (const { what, place, seed: chosen } of steps) {
        const from = places[place]!;
        if (what === 'true') take((last = trueHello(nowUs, chosen)), from);
        if (what === 'flood') take(flood.hello(), from);
        if (what === 'burst') for (let count = 0; count < 70; count++) take(flood.hello(), flood.address());
        if (what === 'repeat') take(last, from);
        if (what === 'cookie' && cookie !== undefined && knowledge.takeReply(cookie, last)) take(last, from);
        if (what === 'noise') take(Buffer.alloc(10 + chosen * 50, 0xc1 + (chosen % 7)), from);
        if (what === 'wait') {
          nowUs += chosen * 1_000_000;
          assert.deepEqual(sent(connection, nowUs), [], 'it says nothing unasked');
        }
      }
    }),
    { numRuns: 150 },
  );
});
