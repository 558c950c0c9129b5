import assert from 'node:assert/strict';
import { createDecipheriv } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { Connection } from './connection.ts';
import type { KeyPair } from './crypto/key.ts';
import { NoiseInitiator, NoiseResponder } from './crypto/noise.ts';
import { Sealer } from './crypto/seal.ts';
import { PublicKnowledge } from './handshake/cookie-reply.ts';
import { prologue } from './handshake/prologue.ts';
import { erasureCode } from './media/erasure-code.ts';
import { pairingKeySync } from './pairing/code.ts';
import { Pairing } from './pairing/pairing.ts';
import { seededBytes } from './testing/random.ts';
import { fixedKeyPair, RawPeer } from './testing/raw-peer.ts';
import { ArrivalsWriter } from './wire/arrivals.ts';
import { chunkType, writeChunkHead } from './wire/chunk.ts';
import * as control from './wire/control.ts';
import {
  chunksAt,
  chunksEnd,
  headerBytes,
  helloNoiseAt,
  maxReceivedBytes,
  protocolVersion,
  tagBytes,
} from './wire/datagram.ts';
import { writeU48 } from './wire/integers.ts';
import * as path from './wire/path.ts';
import { preambleBytes, writePreamble } from './wire/preamble.ts';
import { ShardHead, shardHeadBytes, writeShardHead } from './wire/shard.ts';
import { Slab } from './wire/slab.ts';

interface Packet {
  readonly name: string;
  readonly plaintext: string;
  readonly datagram: string;
}

interface Vectors {
  readonly comment: string;
  readonly keys: Record<string, string>;
  readonly hello: string;
  readonly welcome: string;
  readonly cookieReply: string;
  /** A pairing: the key of the code, then its datagrams in order. */
  readonly pairing: Record<string, string>;
  readonly packets: Packet[];
}

const file = new URL('./vectors.json', import.meta.url);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const nowUs = 1_000_000;
const sentUs = 0x0102_0304_0506;
const firstPacketNumber = 0x0001_0002_0003;

/** Writes the chunks of one packet at `at`, and returns where they end. */
type Write = (slab: Slab, at: number) => number;

/** Every type of chunk, and one packet with several. */
const packets: Record<string, Write> = {
  ping: ({ view }, at) => control.writePing(view, at),
  pong: ({ view }, at) => control.writePong(view, at, 0x0000_1111_2222, 0x0000_3333_4444),
  wanted: ({ view }, at) => {
    let end = control.writeWantedHead(view, at, 1, 0x01020304, 2, 2);
    for (const value of [0, 3, 1, 2]) {
      view.setUint16(end, value);
      end += 2;
    }
    return end;
  },
  'wanted, whole frame': ({ view }, at) => control.writeWantedHead(view, at, 2, 7, 1, 0),
  'given up': ({ view }, at) => control.writeGivenUp(view, at, 1, 0x01020304),
  skipped: ({ view }, at) => control.writeSkipped(view, at, 1, 0xffff_ffff, 3),
  message: (slab, at) => {
    const text = Buffer.from('\0\0\0\u0005hello');
    const end = control.writeMessageHead(slab.view, at, 0x0000_0001_0000, text.length);
    return end + text.copy(slab.bytes, end);
  },
  'message acknowledged': ({ view }, at) => {
    const end = control.writeMessageAckHead(view, at, 0x0000_0001_0009, 262_144, 1);
    return control.writeMessageAckRange(view, end, 0x0000_0001_1000, 1157);
  },
  'arrivals, with a gap and a packet that was overtaken': ({ view }, at) => {
    const writer = new ArrivalsWriter();
    writer.start(view, at, chunksEnd, 0x0001_0002_0003, 0x0000_3333_4444);
    const timesUs = Float64Array.of(240, 16_000, 12_000).map((us) => 0x0000_3333_4444 + us);
    writer.add(0x0001_0002_0004, timesUs, 0);
    writer.add(0x0001_0002_0085, timesUs, 1);
    writer.add(0x0001_0002_0086, timesUs, 2);
    return writer.finish();
  },
  'shard, the second of two, as a repair': (slab, at) =>
    writeShard(slab, at, { repair: true, parity: 2, index: 1 }),
  'parity, the second row over two shards': (slab, at) => writeShard(slab, at, { parity: 2, index: 3 }),
  'shard behind the one before it': (slab, at) => {
    const before = { track: 2, number: 6, count: 1, index: 0, keyframe: false };
    const bodyBytes = shardHeadBytes - 1 + frameBody.length;
    const bodyAt = writeChunkHead(slab.view, at, chunkType.shortShard, bodyBytes);
    const end = writeSymbol(slab, bodyAt, { ...before, repair: true });
    return writeShard(slab, end, { ...before, number: 7 });
  },
  'ping, padding, unknown type, pong': (slab, at) => {
    let end = control.writePing(slab.view, at);
    slab.bytes.set([0, 0, 0x7f, 0, 2, 0xde, 0xad], end);
    end += 7;
    return control.writePong(slab.view, end, 1, 2);
  },
  'path challenge': ({ view }, at) => path.writeChallenge(view, at, Buffer.from('0123456789abcdef', 'hex')),
  'path response': ({ view }, at) => path.writeResponse(view, at, Buffer.from('0123456789abcdef', 'hex')),
  'probe, of 1232 bytes': (slab, at) => {
    const end = 1232 - tagBytes;
    slab.bytes.fill(0, path.writeProbe(slab.view, at, 1232), end);
    return end;
  },
  probed: ({ view }, at) => path.writeProbed(view, at, 1232),
  close: ({ view }, at) => control.writeClose(view, at, control.closeReason.ended),
};

const frameBody = Buffer.alloc(preambleBytes + 8, 0xab);
writePreamble(frameBody, 6000);

/** A symbol of a frame of 13 bytes, in two shards unless said otherwise, as the last chunk of a packet. */
function writeShard(slab: Slab, at: number, fields: Partial<ShardHead>): number {
  slab.view.setUint8(at, chunkType.shard);
  return writeSymbol(slab, at + 1, fields);
}

function writeSymbol(slab: Slab, at: number, fields: Partial<ShardHead>): number {
  const head = Object.assign(new ShardHead(), { track: 1, keyframe: true, number: 42, count: 2 });
  Object.assign(head, { bodyBytes: frameBody.length, ageUs: 12_345, lifetimeUs: 150_000, ...fields });
  const end = writeShardHead(slab.view, at, head);
  const row = head.index - head.count;
  if (row >= 0) {
    const { shardBytes, count: k } = head;
    const block = { body: frameBody, bodyBytes: frameBody.length, shardBytes, first: 0, stride: 1, k };
    erasureCode().encode(row, block, slab.bytes, end);
    return end + shardBytes;
  }
  const from = head.index * head.shardBytes;
  return end + frameBody.copy(slab.bytes, end, from, from + head.shardBytes);
}

test('given fixed keys, when every kind of datagram is made, then it is byte for byte the published one', () => {
  const made = makeVectors();
  if (process.env['AJAR_WRITE_VECTORS'] === '1') writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`);
  const published = JSON.parse(readFileSync(file, 'utf8')) as Vectors;
  const advice =
    'the wire changed: change SPEC.md and the version, then run this test with AJAR_WRITE_VECTORS=1';
  assert.deepEqual(made, published, advice);
  assert.equal(published.packets.length, Object.keys(packets).length);
});

test('given the published datagrams, when another implementation of the cipher opens them as SPEC.md says, then it finds the plaintext', () => {
  const published = JSON.parse(readFileSync(file, 'utf8')) as Vectors;
  const key = Buffer.from(published.keys['initiatorToResponder']!, 'hex');
  for (const packet of published.packets) {
    const datagram = Buffer.from(packet.datagram, 'hex');
    const nonce = Buffer.alloc(12);
    nonce.writeUInt32LE(datagram.readUIntBE(4, 4), 4);
    nonce.writeUInt32LE(datagram.readUIntBE(2, 2), 8);
    const cipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: tagBytes });
    cipher.setAAD(datagram.subarray(0, headerBytes), {
      plaintextLength: datagram.length - headerBytes - tagBytes,
    });
    cipher.setAuthTag(datagram.subarray(-tagBytes));
    const plaintext = Buffer.concat([
      cipher.update(datagram.subarray(headerBytes, -tagBytes)),
      cipher.final(),
    ]);
    assert.equal(hex(plaintext), packet.plaintext, packet.name);
  }
});

test('given the published datagrams, when a portal receives them, then none is refused', () => {
  const published = JSON.parse(readFileSync(file, 'utf8')) as Vectors;
  const { connection, peer } = join();
  for (const { plaintext, name } of published.packets) {
    connection.receive(nowUs, peer.seal(Buffer.from(plaintext, 'hex')), peer.address);
    const { malformed, unauthenticated } = connection.stats().dropped;
    assert.equal(malformed + unauthenticated, 0, name);
  }
});

function join(): { connection: Connection; peer: RawPeer } {
  const responder = fixedKeyPair(11);
  const initiator = fixedKeyPair(12);
  const connection = new Connection({
    staticKey: responder,
    peerKey: initiator.publicKey,
    random: seededBytes(13),
    name: 'Responder',
  });
  return { connection, peer: new RawPeer(nowUs, connection, initiator, responder.publicKey, 14) };
}

function makeVectors(): Vectors {
  const { peer } = join();
  const slab = new Slab(maxReceivedBytes);
  const keys = sessionKeys(peer);
  const sealer = new Sealer(
    Buffer.from(keys['initiatorToResponder']!, 'hex'),
    0x5566_7788,
    firstPacketNumber,
  );
  const sealed = Object.entries(packets).map(([name, write]) => {
    writeU48(slab.view, headerBytes, sentUs);
    const end = write(slab, chunksAt);
    const plaintext = hex(slab.bytes.subarray(headerBytes, end));
    return { name, plaintext, datagram: hex(slab.bytes.subarray(0, sealer.seal(slab, end))) };
  });
  const cookie = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
  const cookieReply = hex(new PublicKnowledge(fixedKeyPair(11).publicKey).reply(peer.hello, cookie));
  const comment = `Golden datagrams of protocol version ${protocolVersion}, hexadecimal. See SPEC.md, section "Test vectors".`;
  return {
    comment,
    keys,
    hello: hex(peer.hello),
    welcome: hex(peer.welcome),
    cookieReply,
    pairing: pairing(),
    packets: sealed,
  };
}

/** The datagrams of a pairing. The ephemeral keys are the second and the first that the sources of randomness give. */
function pairing(): Record<string, string> {
  const [inviting, joining] = [
    { host: '192.0.2.1', port: 1 },
    { host: '192.0.2.2', port: 2 },
  ];
  const code = pairingKeySync('abcde-12345');
  const common = { code, callAddress: inviting };
  const inviter = new Pairing({
    ...common,
    role: 'invite',
    staticKey: fixedKeyPair(11),
    name: 'Responder',
    random: seededBytes(15),
  });
  const joiner = new Pairing({
    ...common,
    role: 'join',
    staticKey: fixedKeyPair(12),
    name: 'Initiator',
    random: seededBytes(16),
  });
  const into = Buffer.alloc(1200);
  const step = (from: Pairing, to: Pairing): string => {
    const datagram = into.subarray(0, from.transmit(nowUs, into));
    to.receive(nowUs, datagram, from === inviter ? inviting : joining);
    return hex(datagram);
  };
  const first = step(joiner, inviter);
  const second = step(inviter, joiner);
  const third = step(joiner, inviter);
  const confirmation = step(inviter, joiner);
  assert.deepEqual([inviter.state, joiner.state], ['paired', 'paired']);
  return { code: 'abcde-12345', key: hex(code), first, second, third, confirmation };
}

/** The keys of the handshake, found by replaying the datagrams with the private keys of both sides. */
function sessionKeys(peer: RawPeer): Record<string, string> {
  const [responder, initiator] = [fixedKeyPair(11), fixedKeyPair(12)];
  const initiatorEphemeral = fixedKeyPair(14);
  const hello = NoiseResponder.open(prologue, responder, peer.hello.subarray(helloNoiseAt));
  assert.ok(hello);
  const noise = new NoiseInitiator(
    prologue,
    initiator,
    responder.publicKey,
    initiatorEphemeral,
    hello.payload,
  );
  assert.equal(hex(noise.message), hex(peer.hello.subarray(helloNoiseAt)));
  const finished = noise.finish(peer.welcome.subarray(10));
  assert.ok(finished);
  const pair = (name: string, { publicKey, secretKey }: KeyPair): [string, string][] => [
    [`${name}Public`, hex(publicKey)],
    [`${name}Secret`, hex(secretKey)],
  ];
  return Object.fromEntries([
    ...pair('initiator', initiator),
    ...pair('responder', responder),
    ...pair('initiatorEphemeral', initiatorEphemeral),
    ['responderEphemeralPublic', hex(peer.welcome.subarray(10, 42))],
    ['handshakeHash', hex(finished.keys.hash)],
    ['initiatorToResponder', hex(finished.keys.send)],
    ['responderToInitiator', hex(finished.keys.receive)],
  ]);
}
