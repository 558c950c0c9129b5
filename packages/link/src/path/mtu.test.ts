import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pair, type PairOptions } from '../testing/pair.ts';
import { Streaming, shownUs, streamFor } from '../testing/streaming.ts';

/** A pair whose two directions carry datagrams of at most `largest` bytes, and take `delayUs`. */
function pairOn(largest: number, delayUs = 1000, options: PairOptions = {}): Pair {
  const pair = new Pair(options);
  for (const end of [pair.a, pair.b]) Object.assign(end.channel.impairments, { delayUs, largest });
  pair.runUntil(() => pair.a.connection.state === 'open' && pair.b.connection.state === 'open');
  return pair;
}

function narrow(pair: Pair, largest: number): void {
  for (const end of [pair.a, pair.b]) end.channel.impairments.largest = largest;
}

/** What is found on paths of 1200 bytes, 1280 by IPv6, WireGuard, Ethernet by IPv4, an odd one, and jumbo frames. */
for (const [largest, found] of [
  [1200, 1200],
  [1232, 1232],
  [1392, 1372],
  [1472, 1472],
  [2000, 1472],
  [9000, 8952],
] as const) {
  test(`given a path that carries ${largest} bytes, when a second has passed, then both ends use ${found}, and a frame of any size still gets through`, () => {
    const pair = pairOn(largest);
    pair.run(1_000_000);
    for (const end of [pair.a, pair.b]) assert.equal(end.connection.maxDatagramBytes, found);
    const before = pair.b.connection.stats();
    for (const bytes of [1, 1200, 1201, 20_000, 300_000])
      pair.sendFrame(pair.b, 1, Buffer.alloc(bytes, 1), 500_000);
    pair.run(600_000);
    assert.equal(pair.a.frames.length, 5);
    const after = pair.b.connection.stats();
    assert.equal(after.sentBytes, after.mediaBytes + after.repairBytes + after.fecBytes + after.controlBytes);
    assert.ok(after.mediaBytes - before.mediaBytes > 322_000);
  });
}

test('given 100 ms of delay and 5 % of loss, when 5 s have passed, then Ethernet is filled', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const pair = pairOn(1472, 100_000, { seed });
    pair.a.channel.impairments.loss = 0.05;
    pair.b.channel.impairments.loss = 0.05;
    pair.run(5_000_000);
    assert.equal(pair.b.connection.maxDatagramBytes, 1472, `seed ${seed}`);
  }
});

test('given a size that failed, when minutes pass, then it is not tried before operating systems forget, and found when it passes then', () => {
  const pair = pairOn(1372);
  pair.run(2_000_000);
  narrow(pair, 1472);
  pair.run(600_000_000);
  assert.equal(pair.b.connection.maxDatagramBytes, 1372);
  pair.run(62_000_000);
  assert.equal(pair.b.connection.maxDatagramBytes, 1472);
});

test('given a limit, when the path carries more, then no datagram is longer than it', () => {
  for (const maxDatagramBytes of [1200, 1300, 9216]) {
    const pair = pairOn(9216, 1000, { b: { maxDatagramBytes } });
    let longest = 0;
    pair.b.channel.lose = (datagram) => {
      longest = Math.max(longest, datagram.length);
      return false;
    };
    pair.run(1_000_000);
    assert.equal(pair.b.connection.maxDatagramBytes, maxDatagramBytes);
    pair.sendFrame(pair.b, 1, Buffer.alloc(100_000, 1));
    pair.run(100_000);
    assert.ok(longest <= maxDatagramBytes && longest >= maxDatagramBytes - 20, `${longest}`);
  }
});

test('given an operating system that refuses a size, when it says so, then less is sent', () => {
  const pair = pairOn(9216);
  pair.run(1_000_000);
  pair.b.connection.refused(pair.nowUs, 8952);
  assert.equal(pair.b.connection.maxDatagramBytes, 1200);
  pair.b.connection.maxDatagramBytes = 1472;
  pair.run(3_000_000);
  assert.equal(pair.b.connection.maxDatagramBytes, 1472);
  pair.b.connection.maxDatagramBytes = 1400;
  assert.equal(pair.b.connection.maxDatagramBytes, 1400);
});

test('given 40 Mbit/s in datagrams of 1472 bytes, when the path begins to swallow those above 1400, then pictures are back within 1.5 s, in smaller ones', () => {
  const pair = pairOn(1472, 20_000);
  pair.run(2_000_000);
  const stream = new Streaming(pair, pair.b);
  streamFor(pair, 1_000_000, stream);
  assert.equal(pair.b.connection.maxDatagramBytes, 1472);
  narrow(pair, 1400);
  const fellUs = pair.nowUs;
  streamFor(pair, 4_000_000, stream);
  assert.equal(pair.b.connection.maxDatagramBytes, 1372);
  const times = shownUs(pair.a).filter((us) => us > fellUs);
  let gapUs = 0;
  for (let at = 1; at < times.length; at++) gapUs = Math.max(gapUs, times[at]! - times[at - 1]!);
  assert.ok(gapUs <= 1_500_000, `${gapUs} µs`);
  assert.ok(pair.nowUs - times.at(-1)! < 100_000);
});
