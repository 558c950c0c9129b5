import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Address, formatAddress } from '../address.ts';
import { Pair } from '../testing/pair.ts';

const address = (number: number): Address => ({ host: '203.0.113.1', port: 40_000 + number });

test('given a peer that moves at random over a path of any kind, when it stays, then the other side is there, and media and messages go both ways', () => {
  const move = fc.record({ to: fc.nat(5), afterMs: fc.integer({ min: 0, max: 700 }), open: fc.boolean() });
  fc.assert(
    fc.property(
      fc.nat(10_000),
      fc.array(move, { maxLength: 8 }),
      fc.record({
        loss: fc.double({ min: 0, max: 0.2, noNaN: true }),
        duplicate: fc.double({ min: 0, max: 0.5, noNaN: true }),
        jitterUs: fc.nat(30_000),
        delayUs: fc.integer({ min: 500, max: 60_000 }),
        largest: fc.constantFrom(1200, 1400, 1472, 9216),
      }),
      (seed, moves, impairments) => {
        const pair = new Pair({ seed });
        for (const end of [pair.a, pair.b]) Object.assign(end.channel.impairments, impairments);
        pair.runUntil(() => pair.a.connection.state === 'open' && pair.b.connection.state === 'open');
        for (const { to, afterMs, open } of moves) {
          // An address that a NAT forgets is dead; one that it does not still works for a while.
          if (open) pair.b.aliases.push(pair.b.address);
          pair.b.address = address(to);
          for (let ms = 0; ms < afterMs; ms += 20) {
            pair.sendFrame(pair.b, 1, Buffer.alloc(3000, 1));
            pair.sendFrame(pair.a, 1, Buffer.alloc(3000, 1));
            pair.run(20_000);
          }
        }
        pair.run(3_000_000);
        assert.equal(pair.a.connection.state, 'open');
        assert.equal(pair.b.connection.state, 'open');
        assert.deepEqual(pair.a.connection.peerAddress, pair.b.address);
        assert.ok(pair.b.connection.maxDatagramBytes <= impairments.largest);
        pair.a.connection.sendMessage(Buffer.from('to b'));
        pair.b.connection.sendMessage(Buffer.from('to a'));
        pair.runUntil(() => pair.a.messages.length === 1 && pair.b.messages.length === 1, 20_000_000);
      },
    ),
    { numRuns: 60 },
  );
});

test('given somebody who sends any of the packets of a peer from any addresses, when nobody answers there, then none of these gets more than was sent from it', () => {
  fc.assert(
    fc.property(
      fc.nat(10_000),
      fc.array(fc.integer({ min: -3, max: 4 }), { minLength: 50, maxLength: 400 }),
      (seed, choices) => {
        const pair = Pair.open({ seed });
        pair.a.sentTo = new Map();
        const given = new Map<string, number>();
        let turn = 0;
        pair.b.channel.lose = (datagram) => {
          const choice = choices[turn++ % choices.length]!;
          if (choice < 0) return false;
          const from = address(choice);
          const key = formatAddress(from);
          given.set(key, (given.get(key) ?? 0) + datagram.length);
          pair.a.connection.receive(pair.nowUs, datagram, from);
          return choice % 2 === 0;
        };
        for (let round = 0; round < 40; round++) {
          pair.sendFrame(pair.b, 1, Buffer.alloc(2000, 1));
          pair.sendFrame(pair.a, 1, Buffer.alloc(20_000, 1));
          pair.run(16_667);
          for (const [key, bytes] of given) assert.ok((pair.a.sentTo.get(key) ?? 0) <= bytes, key);
        }
        assert.equal(pair.a.connection.stats().migrations, 0);
      },
    ),
    { numRuns: 60 },
  );
});
