import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeKey, generateKeyPair } from './crypto/key.ts';
import { Pair } from './testing/pair.ts';
import { seededBytes } from './testing/random.ts';

const isHello = (datagram: Uint8Array): boolean => datagram[0] === 0xc1;

test('given two portals, when one calls the other, then both are open after one round trip', () => {
  const pair = new Pair({ a: { name: 'Oslo' }, b: { name: 'Tokyo' } });
  const startUs = pair.nowUs;
  pair.runUntil(() => pair.a.connection.state === 'open');
  assert.equal(pair.nowUs - startUs, 3000);
  assert.equal(pair.b.connection.state, 'open');
  assert.deepEqual(pair.a.of('peer'), [{ type: 'peer', name: 'Tokyo', features: 0, restarted: false }]);
  assert.deepEqual(pair.b.of('peer'), [{ type: 'peer', name: 'Oslo', features: 0, restarted: false }]);
});

test('given nobody at the address, when a portal calls, then it goes on for ever and says what to check', () => {
  const pair = new Pair();
  pair.b.channel.cut = true;
  pair.run(60_000_000);
  assert.equal(pair.b.connection.state, 'connecting');
  const warning = pair.b.of('warning')[0];
  assert.equal(warning?.code, 'no-answer');
  assert.match(warning.message, /^no answer from 192\.0\.2\.1:7000 for 5 s: check the address.*--peer$/);
  assert.ok(pair.b.connection.stats().sentDatagrams > 55);
  pair.b.channel.cut = false;
  pair.run(1_100_000);
  assert.equal(pair.b.connection.state, 'open');
});

test('given a network that loses every second datagram, when a portal calls, then it gets through', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const pair = new Pair({ seed });
    pair.a.channel.impairments.loss = 0.5;
    pair.b.channel.impairments.loss = 0.5;
    pair.runUntil(() => pair.a.connection.state === 'open' && pair.b.connection.state === 'open');
  }
});

test('given a caller with another key, when it calls, then it gets no answer and this side names both keys', () => {
  const stranger = generateKeyPair(seededBytes(99));
  const pair = new Pair({ b: { staticKey: stranger } });
  pair.run(3_000_000);
  assert.equal(pair.a.connection.stats().sentBytes, 0);
  assert.ok(pair.a.connection.stats().dropped.stranger > 0);
  const warnings = pair.a.of('warning');
  assert.equal(warnings.length, 1);
  assert.equal(warnings[0]!.code, 'stranger');
  assert.ok(warnings[0]!.message.includes(encodeKey(stranger.publicKey)));
  assert.ok(warnings[0]!.message.includes(`--peer ${encodeKey(pair.b.key.publicKey)}`));
});

test('given a caller that has the wrong key for this side, when it calls, then it gets no answer and this side says its key', () => {
  const pair = new Pair({ b: { peerKey: generateKeyPair(seededBytes(98)).publicKey } });
  pair.run(3_000_000);
  assert.equal(pair.a.connection.stats().sentBytes, 0);
  assert.equal(pair.a.of('warning')[0]?.code, 'wrong-key');
  assert.ok(pair.a.of('warning')[0]?.message.includes(encodeKey(pair.a.key.publicKey)));
});

test('given a caller of another protocol version, when it calls, then it gets no answer and the warning names both', () => {
  const pair = new Pair();
  const hello = Buffer.alloc(1200);
  pair.b.connection.transmit(pair.nowUs, hello);
  hello[1] = 7;
  pair.a.connection.receive(pair.nowUs, hello, pair.b.address);
  pair.a.pump(pair.nowUs);
  const stats = pair.a.connection.stats();
  assert.deepEqual([stats.sentBytes, stats.dropped.version], [0, 1]);
  assert.match(pair.a.of('warning')[0]!.message, /speaks version 7 of the protocol, this portal version 2/);
});

test('given both sides call at the same moment, when their calls cross, then they are joined by one session', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const pair = new Pair({ seed, bothCall: true });
    pair.runUntil(() => pair.a.connection.state === 'open' && pair.b.connection.state === 'open', 1_000_000);
    pair.run(3_000_000);
    assert.equal(pair.a.connection.stats().handshakes, 1);
    assert.equal(pair.b.connection.stats().handshakes, 1);
  }
});

test('given both sides call but only one is reachable, when time passes, then they are joined all the same', () => {
  for (const deaf of ['a', 'b'] as const) {
    const pair = new Pair({ bothCall: true });
    pair[deaf].channel.lose = isHello;
    pair.runUntil(() => pair.a.connection.state === 'open' && pair.b.connection.state === 'open', 3_000_000);
  }
});

test('given a forged welcome with the right id, when the true one follows, then it is accepted', () => {
  const pair = new Pair();
  const hello = Buffer.alloc(1200);
  const bytes = pair.b.connection.transmit(pair.nowUs, hello);
  pair.a.connection.receive(pair.nowUs, hello.subarray(0, bytes), pair.b.address);
  const welcome = Buffer.alloc(1200);
  const welcomeBytes = pair.a.connection.transmit(pair.nowUs, welcome);
  const forged = Buffer.from(welcome.subarray(0, welcomeBytes));
  forged[30]! ^= 1;
  pair.b.connection.receive(pair.nowUs, forged, pair.a.address);
  assert.equal(pair.b.connection.state, 'connecting');
  assert.equal(pair.b.connection.stats().dropped.unauthenticated, 1);
  pair.b.connection.receive(pair.nowUs, welcome.subarray(0, welcomeBytes), pair.a.address);
  assert.equal(pair.b.connection.state, 'open');
});

test('given an unproven address, when a hello comes from it, then less is sent to it than it sent', () => {
  const pair = new Pair();
  const hello = Buffer.alloc(1200);
  pair.b.connection.transmit(pair.nowUs, hello);
  pair.b.channel.cut = true;
  for (let copy = 0; copy < 5; copy++) {
    pair.a.connection.receive(pair.nowUs, hello, { host: '203.0.113.9', port: 9 });
    pair.run(1_000_000);
  }
  const { sentBytes, receivedBytes } = pair.a.connection.stats();
  assert.ok(sentBytes > 0 && sentBytes < receivedBytes / 5, `${sentBytes} of ${receivedBytes}`);
});
