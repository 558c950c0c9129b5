import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAddress } from '../address.ts';
import { type End, Pair } from '../testing/pair.ts';

const [newAddress, attacker] = [
  { host: '192.0.2.2', port: 41_000 },
  { host: '198.51.100.9', port: 666 },
];
const frameUs = 16_667;

/** An open pair with 20 ms of delay each way. */
function open(seed = 1): Pair {
  const pair = new Pair({ seed });
  for (const end of [pair.a, pair.b]) end.channel.impairments.delayUs = 20_000;
  pair.runUntil(() => pair.a.connection.state === 'open' && pair.b.connection.state === 'open');
  pair.run(1_000_000);
  return pair;
}

/** Video and sound from both sides for `us`. Frames stand by themselves, so that one that comes whole is of use. */
function stream(pair: Pair, us: number): void {
  for (const endUs = pair.nowUs + us; pair.nowUs < endUs; ) {
    for (const end of [pair.a, pair.b]) {
      pair.sendFrame(end, 1, Buffer.alloc(20_000, 1), 150_000, { keyframe: true });
      pair.sendFrame(end, 2, Buffer.alloc(160, 2));
    }
    pair.run(frameUs);
  }
}

/** The longest time without a whole video frame at `end` since `fromUs`, µs. */
function gapUs(pair: Pair, end: End, fromUs: number): number {
  let lastUs = fromUs;
  let gap = 0;
  for (const { track, completeUs } of end.frames) {
    if (track !== 1 || completeUs < fromUs) continue;
    gap = Math.max(gap, completeUs - lastUs);
    lastUs = completeUs;
  }
  return Math.max(gap, pair.nowUs - lastUs);
}

test('given a NAT that gives the peer another port, when both send media, then neither is without frames for 200 ms', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const pair = open(seed);
    stream(pair, 500_000);
    const fromUs = pair.nowUs;
    pair.b.address = newAddress;
    stream(pair, 1_000_000);
    for (const end of [pair.a, pair.b]) {
      const gap = gapUs(pair, end, fromUs);
      assert.ok(gap <= 200_000, `seed ${seed}: ${gap} µs`);
    }
    assert.deepEqual(pair.a.connection.peerAddress, newAddress);
    assert.equal(pair.a.connection.stats().migrations, 1);
    assert.deepEqual(
      pair.a.of('state').map(({ state }) => state),
      ['open'],
    );
  }
});

test('given a silent peer that moves, when nothing but pings goes by, then it is followed after a ping and a round trip', () => {
  const pair = open();
  pair.b.address = newAddress;
  const fromUs = pair.nowUs;
  pair.runUntil(() => pair.a.connection.peerAddress?.port === newAddress.port);
  assert.ok(pair.nowUs - fromUs <= 20_000 + 50_000 + 40_000 + 1000, `${pair.nowUs - fromUs} µs`);
});

test('given an address that has proved nothing, when media flows, then it never receives more than came from it', () => {
  const pair = open();
  stream(pair, 200_000);
  pair.a.sentTo = new Map();
  let forwardedBytes = 0;
  // Somebody who has a packet of b in time sends it from an address at which nobody answers; the original is lost.
  let budget = 40;
  pair.b.channel.lose = (datagram) => {
    if (budget-- < 0) return false;
    forwardedBytes += datagram.length;
    pair.a.connection.receive(pair.nowUs, datagram, attacker);
    assert.ok((pair.a.sentTo?.get(formatAddress(attacker)) ?? 0) <= forwardedBytes);
    return true;
  };
  stream(pair, 1_000_000);
  const got = pair.a.sentTo.get(formatAddress(attacker)) ?? 0;
  assert.ok(got > 0 && got <= forwardedBytes, `${got} of ${forwardedBytes}`);
  assert.equal(pair.a.connection.stats().migrations, 0);
  assert.equal(pair.a.connection.peerAddress, pair.b.address);
});

test('given a single small packet from a new address, when it comes, then the challenge is no longer than it', () => {
  const pair = open();
  pair.a.sentTo = new Map();
  let bytes = 0;
  pair.b.channel.lose = (datagram) => {
    if (bytes > 0) return false;
    bytes = datagram.length;
    pair.a.connection.receive(pair.nowUs, datagram, attacker);
    return true;
  };
  pair.run(5_000_000);
  assert.equal(pair.a.sentTo.get(formatAddress(attacker)), 45);
  assert.ok(bytes >= 45);
});

test('given somebody who forwards the packets of both sides faster than they travel, when the originals come as well, then the session stays where it is', () => {
  const pair = open();
  pair.b.aliases.push(attacker);
  pair.b.channel.lose = (datagram) => {
    pair.a.connection.receive(pair.nowUs, datagram, attacker);
    return false;
  };
  stream(pair, 3_000_000);
  pair.run(3_000_000);
  assert.equal(pair.a.connection.peerAddress, pair.b.address);
  assert.equal(pair.a.connection.stats().migrations, 0);
});

test('given somebody who diverts the session by withholding the originals, when they come again, then the session is back at once', () => {
  const pair = open();
  pair.b.aliases.push(attacker);
  pair.b.channel.lose = (datagram) => {
    pair.a.connection.receive(pair.nowUs, datagram, attacker);
    return true;
  };
  stream(pair, 2_000_000);
  assert.equal(pair.a.connection.peerAddress, attacker);
  pair.b.channel.lose = (datagram) => {
    pair.a.connection.receive(pair.nowUs, datagram, attacker);
    return false;
  };
  stream(pair, 100_000);
  assert.equal(pair.a.connection.peerAddress, pair.b.address);
  stream(pair, 2_000_000);
  assert.equal(pair.a.connection.peerAddress, pair.b.address);
  assert.equal(pair.a.connection.stats().migrations, 2);
});

test('given a peer that moves back and forth, when each address works in its turn, then it is followed every time', () => {
  const pair = open();
  const home = pair.b.address;
  for (let move = 0; move < 12; move++) {
    pair.b.address = move % 2 === 0 ? { host: '203.0.113.5', port: 50_000 + move } : home;
    stream(pair, 300_000);
    assert.deepEqual(pair.a.connection.peerAddress, pair.b.address, `move ${move}`);
    assert.equal(pair.a.connection.state, 'open');
  }
});

test('given packets in flight from the old address, when they are overtaken by those from the new one, then nobody takes the peer to be there still', () => {
  const pair = open();
  pair.b.channel.impairments.delayUs = 60_000;
  stream(pair, 300_000);
  pair.b.channel.impairments.delayUs = 20_000;
  pair.b.address = newAddress;
  stream(pair, 100_000);
  assert.deepEqual(pair.a.connection.peerAddress, newAddress);
  stream(pair, 300_000);
  assert.equal(pair.a.connection.stats().migrations, 1);
});

test('given a path of jumbo frames, when the peer moves to one of 1300 bytes, then media goes on in datagrams that pass', () => {
  const pair = open();
  stream(pair, 500_000);
  assert.equal(pair.a.connection.maxDatagramBytes, 8952);
  const fromUs = pair.nowUs;
  pair.b.address = newAddress;
  for (const end of [pair.a, pair.b]) end.channel.impairments.largest = 1300;
  stream(pair, 100_000);
  assert.ok(pair.a.connection.maxDatagramBytes <= 1232);
  stream(pair, 1_500_000);
  assert.equal(pair.a.connection.maxDatagramBytes, 1232);
  assert.ok(gapUs(pair, pair.b, fromUs) <= 300_000);
});
