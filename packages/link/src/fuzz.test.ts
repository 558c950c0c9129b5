import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Connection } from './connection.ts';
import { Pair } from './testing/pair.ts';
import { seededBytes } from './testing/random.ts';
import { fixedKeyPair, RawPeer } from './testing/raw-peer.ts';
import { chunkType } from './wire/chunk.ts';

const from = { host: '203.0.113.1', port: 1 };
const types = Object.values(chunkType);

/** A chunk that is nearly right: a known type and any body, or the length of one that is right. */
const chunk = fc
  .record({
    type: fc.oneof(fc.constantFrom(...types), fc.nat(255)),
    body: fc.uint8Array({ maxLength: 80 }),
    small: fc.boolean(),
    lengthError: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(70_000) }),
  })
  .map(({ type, body, small, lengthError }) => {
    // Small numbers name frames, shards and offsets that exist.
    if (small) for (let at = 0; at < body.length; at++) body[at]! %= 3;
    if (type >= 0x80) return Buffer.concat([Buffer.from([type]), body]);
    const head = Buffer.from([type, 0, 0]);
    head.writeUInt16BE((body.length + lengthError) % 65_536, 1);
    return Buffer.concat([head, body]);
  });

/** A shard that agrees with itself, of one of a few frames that contradict one another. */
const shard = fc
  .record({
    track: fc.integer({ min: 1, max: 3 }),
    number: fc.oneof(fc.nat(20), fc.integer({ min: 0, max: 2 ** 32 - 1 })),
    count: fc.integer({ min: 1, max: 40 }),
    index: fc.nat(39),
    shardBytes: fc.integer({ min: 1, max: 1000 }),
    flags: fc.nat(3),
    lifetime: fc.nat(65_535),
  })
  .map(({ track, number, count, index, shardBytes, flags, lifetime }) => {
    const bytes = Buffer.alloc(22 + shardBytes);
    bytes.set([chunkType.shard, track, flags, 0]);
    bytes.writeUInt32BE(number, 4);
    bytes.writeUInt16BE(index % count, 8);
    bytes.writeUInt16BE(count, 10);
    bytes.writeUInt32BE(count * shardBytes, 12);
    bytes.writeUInt16BE(lifetime, 20);
    return bytes;
  });

function makeConnection(seed: number): Connection {
  return new Connection({
    staticKey: fixedKeyPair(1),
    peerKey: fixedKeyPair(2).publicKey,
    random: seededBytes(seed),
  });
}

/** Lets the connection do all that it wants, and checks that it comes to rest. */
function settle(connection: Connection, nowUs: number): void {
  const into = Buffer.alloc(1200);
  let sent = 0;
  while (connection.transmit(nowUs, into) > 0) assert.ok(sent++ < 20_000, 'it never comes to rest');
  while (connection.poll() !== undefined);
}

/** Whether a well-formed frame on a track that nobody has talked about comes through. */
function delivers(nowUs: number, connection: Connection, peer: RawPeer): boolean {
  const plain = Buffer.alloc(6 + 22 + 6);
  plain.set([chunkType.shard, 250], 6);
  plain.writeUInt16BE(1, 16);
  plain.writeUInt32BE(6, 18);
  plain.set([5, 0, 0, 0, 0, 42], 28);
  connection.receive(nowUs, peer.seal(plain), peer.address);
  for (let event = connection.poll(); event !== undefined; event = connection.poll()) {
    if (event.type === 'frame' && event.frame.track === 250) return event.frame.data[0] === 42;
  }
  return false;
}

test('given a peer with the right key that talks nonsense, when it goes on and on, then nothing breaks and the link still works', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          chunks: fc.oneof(
            fc.array(chunk, { maxLength: 8 }),
            shard.map((only) => [only]),
          ),
          sentUs: fc.oneof(
            fc.constant(1_000_000),
            fc.maxSafeNat().map((us) => us % 2 ** 48),
          ),
          waitUs: fc.oneof(fc.constant(0), fc.nat(30_000)),
        }),
        { maxLength: 60 },
      ),
      fc.nat(1000),
      (packets, seed) => {
        let nowUs = 1_000_000;
        const connection = makeConnection(seed);
        const peer = new RawPeer(nowUs, connection, fixedKeyPair(2), fixedKeyPair(1).publicKey, seed);
        connection.receive(nowUs, peer.seal(Buffer.alloc(6)), peer.address);
        for (const { chunks, sentUs, waitUs } of packets) {
          const time = Buffer.alloc(6);
          time.writeUIntBE(sentUs, 0, 6);
          const plain = Buffer.concat([time, ...chunks]).subarray(0, 1166);
          connection.receive(nowUs, peer.seal(plain), peer.address);
          const info = { capturedUs: nowUs, encodedUs: nowUs, keyframe: true, deadlineUs: nowUs + 100_000 };
          connection.sendFrame(nowUs, 1, new Uint8Array(3000), info);
          connection.sendMessage(new Uint8Array(2000));
          settle(connection, nowUs);
          nowUs += waitUs;
          settle(connection, nowUs);
        }
        nowUs += 20_000_000;
        settle(connection, nowUs);
        // Nonsense may have closed the session; whoever has the key can always call again.
        const again = new RawPeer(nowUs, connection, fixedKeyPair(2), fixedKeyPair(1).publicKey, seed + 1);
        assert.equal(delivers(nowUs, connection, again), true);
      },
    ),
    { numRuns: 400 },
  );
});

test('given any bytes from anyone, when they come as datagrams, then they are counted and nothing is sent', () => {
  const connection = makeConnection(7);
  let received = 0;
  const prefix = fc.constantFrom(
    '',
    'c101',
    'c201',
    'c301',
    'c101616a6172',
    'c201616a6172',
    'c102616a6172',
    'c202616a6172',
    'c402616a6172',
  );
  fc.assert(
    fc.property(prefix, fc.uint8Array({ maxLength: 1300 }), fc.boolean(), (start, rest, whole) => {
      const head = Buffer.from(start, 'hex');
      const bytes = Buffer.concat([head, rest, Buffer.alloc(whole ? 1300 : 0)]).subarray(
        0,
        whole ? 1200 : 1300,
      );
      connection.receive(1e6 + received * 1000, bytes, from);
      received++;
    }),
    { numRuns: 3000 },
  );
  const stats = connection.stats();
  const { malformed, version, unauthenticated, replay, stranger, duplicate } = stats.dropped;
  assert.equal(malformed + version + unauthenticated + replay + stranger + duplicate, received);
  assert.equal(stats.receivedDatagrams, received);
  assert.equal(connection.transmit(1e6, Buffer.alloc(1200)), 0);
});

test('given an open link, when true datagrams are cut, changed or lengthened on the way, then all are refused', () => {
  const pair = Pair.open();
  const captured: Uint8Array[] = [];
  pair.b.channel.lose = (datagram) => captured.push(datagram) > 0;
  pair.sendFrame(pair.b, 1, new Uint8Array(5000));
  const before = pair.a.connection.stats().framesReceived;
  fc.assert(
    fc.property(
      fc.nat(captured.length - 1),
      fc.nat(1300),
      fc.integer({ min: 1, max: 255 }),
      (which, at, xor) => {
        const datagram = captured[which]!;
        const changed = Uint8Array.from(datagram);
        changed[at % changed.length]! ^= xor;
        pair.a.connection.receive(pair.nowUs, changed, from);
        pair.a.connection.receive(pair.nowUs, datagram.subarray(0, at % datagram.length), from);
        pair.a.connection.receive(pair.nowUs, Buffer.concat([datagram, Buffer.alloc(1 + (at % 100))]), from);
      },
    ),
    { numRuns: 500 },
  );
  const stats = pair.a.connection.stats();
  assert.deepEqual([stats.framesReceived, stats.migrations], [before, 0]);
  const { malformed, unauthenticated, version, replay } = stats.dropped;
  assert.equal(malformed + unauthenticated + version + replay, 1500);
  for (const datagram of captured) pair.a.connection.receive(pair.nowUs, datagram, pair.b.address);
  assert.equal(pair.a.connection.stats().framesReceived, before + 1, 'the true ones are still accepted');
});

test('given a hostile peer that announces huge frames on every track, when it does so, then the memory stays bounded', () => {
  const nowUs = 1_000_000;
  const connection = makeConnection(3);
  const peer = new RawPeer(nowUs, connection, fixedKeyPair(2), fixedKeyPair(1).publicKey, 3);
  const before = process.memoryUsage().arrayBuffers;
  const plain = Buffer.alloc(6 + 22 + 1024);
  plain.set([chunkType.shard], 6);
  plain.writeUInt16BE(16_384, 16);
  plain.writeUInt32BE(16 * 1024 * 1024, 18);
  plain.writeUInt16BE(65_535, 26);
  for (let track = 1; track <= 255; track++) {
    plain[7] = track;
    connection.receive(nowUs, peer.seal(plain), peer.address);
  }
  assert.ok(process.memoryUsage().arrayBuffers - before < 80 * 1024 * 1024);
  assert.ok(connection.stats().dropped.late >= 250);
});

test('given a recorded hello that seems to come from port 0, when it comes, then nothing is sent there', () => {
  const connection = makeConnection(4);
  const hello = new RawPeer(1e6, makeConnection(5), fixedKeyPair(2), fixedKeyPair(1).publicKey, 4).hello;
  connection.receive(1e6, hello, { host: '203.0.113.1', port: 0 });
  assert.equal(connection.transmit(1e6, Buffer.alloc(1200)), 0);
  assert.equal(connection.stats().dropped.malformed, 1);
});
