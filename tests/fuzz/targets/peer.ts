import assert from 'node:assert/strict';
import { Connection } from '@ajar/link';
import {
  ChunkReader,
  chunksAt,
  chunkType,
  datagramType,
  fixedKeyPair,
  headerBytes,
  maxReceivedBytes,
  RawPeer,
  Slab,
  seededBytes,
  tagBytes,
} from '@ajar/link/testing';
import { Cursor } from '../engine/cursor.ts';
import type { Draw, Feel, Target } from '../engine/target.ts';
import { inventChunk } from './chunk-grammar.ts';
import { hex } from './hex.ts';
import { Watched } from './settle.ts';

const [own, peerKey] = [fixedKeyPair(1), fixedKeyPair(2)];
const startUs = 1_000_000;
const longestPlainBytes = 1166;
const probeTrack = 250;

/** The operations that an input is a list of. */
const operation = {
  wait: 0,
  packet: 1,
  frame: 2,
  message: 3,
  answer: 4,
  anew: 5,
  elsewhere: 6,
  close: 7,
} as const;
const operations = Object.keys(operation).length;

/** A peer that has the keys, and says whatever it likes. */
export const peer: Target = {
  name: 'peer',
  about:
    'a peer with the right keys says anything, while frames and messages are sent to it: the link lives on',
  maxBytes: 6000,
  seeds: [
    hex('04  01 00 8000 0003 010000  02 01 2000 40  03 0400  00 0100  04'),
    hex('02 01 ffff 80  04  00 0100  04  00 0200  03 ffff  04  00 0400'),
    hex('01 00 8000 001c 80 01 01 00 00000000 0000 0001 00000006 00000000 0258 05 00000000 2a'),
  ],
  tokens: Object.values(chunkType).map((type) => Uint8Array.of(type)),
  invent,
  skip,
  batch: 40,
  run,
};

/** Bytes of each operation, its kind included; those of a packet are behind it. */
const operationBytes = [3, 7, 5, 3, 1, 1, 2, 1] as const;

function invent(draw: Draw): Uint8Array {
  const below = (limit: number): number => Math.floor(draw() * limit);
  const kind = draw() < 0.7 ? operation.packet : below(draw() < 0.1 ? operations : operation.anew);
  if (kind !== operation.packet) {
    const made = Uint8Array.from({ length: operationBytes[kind]! }, () => below(256));
    made[0] = kind;
    return made;
  }
  const chunks = Buffer.concat(Array.from({ length: 1 + below(3) }, () => inventChunk(draw)));
  const head = [operation.packet, 0, 128, below(256), chunks.length >> 8, chunks.length & 255];
  return Buffer.concat([Uint8Array.from(head), chunks]);
}

function skip(input: Cursor): void {
  const kind = input.u8() % operations;
  if (kind !== operation.packet) {
    input.take(operationBytes[kind]! - 1);
    return;
  }
  input.take((input.u8() & 1) === 1 ? 6 : 2);
  input.take(input.u16() % (longestPlainBytes + 1));
}

function run(input: Uint8Array, feel: Feel): number {
  const session = new PeerSession();
  const cursor = new Cursor(input);
  while (!cursor.done) session.step(cursor);
  // Long silences take long to execute, so that only some inputs end with one.
  session.watched.wait(input.length % 16 === 0 ? 20_000_000 : 200_000);
  // Nonsense may have closed the session; whoever has the key can always call again.
  if (!session.closed && input.length % 4 === 0) session.proveAlive();
  return session.watched.finish(feel);
}

/** One connection, and the peer that has its way with it. */
class PeerSession {
  readonly watched: Watched;
  closed = false;
  readonly #chunks = new ChunkReader();
  readonly #pings: number[] = [];
  readonly #slab = new Slab(maxReceivedBytes);
  #peer: RawPeer;
  #joins = 1;
  #address: { host: string; port: number };

  constructor() {
    const options = { staticKey: own, peerKey: peerKey.publicKey, random: seededBytes(11) };
    this.watched = new Watched(new Connection(options), startUs);
    this.#peer = this.#join();
    this.#address = this.#peer.address;
    this.#send(Buffer.alloc(6));
  }

  step(cursor: Cursor): void {
    const { connection } = this.watched;
    switch (cursor.u8() % operations) {
      case operation.wait:
        // From nothing to some seconds, the short times finely.
        this.watched.wait((cursor.u16() % 2048) ** 2 / 4);
        return;
      case operation.packet:
        this.#send(this.#packet(cursor));
        return;
      case operation.frame: {
        const track = Math.max(1, cursor.u8() % 4);
        const data = new Uint8Array(1 + cursor.u16()).fill(track);
        const { nowUs } = this.watched;
        const lifetimeUs = cursor.u8() * 4000;
        const info = {
          capturedUs: nowUs,
          encodedUs: nowUs,
          keyframe: track === 1,
          deadlineUs: nowUs + lifetimeUs,
        };
        connection.sendFrame(nowUs, track, data, info);
        this.watched.settle();
        return;
      }
      case operation.message:
        connection.sendMessage(new Uint8Array(cursor.u16()));
        this.watched.settle();
        return;
      case operation.answer:
        this.#answer();
        return;
      case operation.anew:
        if (this.#joins < 4 && !this.closed) this.#peer = this.#join();
        return;
      case operation.elsewhere:
        this.#address = { host: '192.0.2.66', port: 6000 + (cursor.u8() % 8) };
        return;
      default:
        this.closed = true;
        connection.close();
        this.watched.settle();
    }
  }

  /** Whether a well-formed frame on a track that nobody has talked about comes through. */
  proveAlive(): void {
    this.#peer = this.#join();
    const body = Buffer.from('050000 00002a'.replaceAll(' ', ''), 'hex');
    const head = hex(`80 ${probeTrack.toString(16)} 0000 00000000 0000 0001 00000006 00000000 0000`);
    const before = this.watched.connection.stats().framesReceived;
    this.#send(Buffer.concat([time(this.watched.nowUs), head, body]));
    assert.equal(this.watched.connection.stats().framesReceived, before + 1, 'a new call is of no use');
  }

  #packet(cursor: Cursor): Buffer {
    const absolute = (cursor.u8() & 1) === 1;
    const sentUs = absolute ? cursor.u48() : Math.max(0, this.watched.nowUs + (cursor.u16() - 32_768) * 8);
    const chunks = cursor.take(cursor.u16() % (longestPlainBytes + 1));
    return Buffer.concat([time(sentUs), chunks]).subarray(0, longestPlainBytes);
  }

  #send(plain: Uint8Array): void {
    this.watched.receive(this.#peer.seal(plain), this.#address);
  }

  /** What an honest peer would say to the pings that came. */
  #answer(): void {
    const pongs = this.#pings.splice(0).map((sentUs) => {
      const pong = Buffer.alloc(15);
      pong.set([chunkType.pong, 0, 12]);
      pong.writeUIntBE(sentUs, 3, 6);
      pong.writeUIntBE(this.watched.nowUs, 9, 6);
      return pong;
    });
    this.#send(Buffer.concat([time(this.watched.nowUs), ...pongs]).subarray(0, longestPlainBytes));
  }

  #join(): RawPeer {
    const { watched } = this;
    // A hello that is not newer than the one before it is taken for a recorded one.
    watched.wait(1000);
    // The handshake is between the two of them; what is sent before it is not heard by the new session.
    watched.onSent = () => {};
    const joined = new RawPeer(watched.nowUs, watched.connection, peerKey, own.publicKey, 20 + this.#joins++);
    watched.count(joined.hello, joined.welcome);
    watched.onSent = (datagram) => this.#hear(datagram);
    return joined;
  }

  #hear(datagram: Uint8Array): void {
    if (datagram[0] !== datagramType.sealed) return;
    this.#slab.bytes.set(datagram);
    // What is sealed for a session before this one is not for us.
    if (this.#peer.opener.open(this.#slab, datagram.length) !== undefined) return;
    const sentUs = this.#slab.bytes.readUIntBE(headerBytes, 6);
    this.#chunks.start(this.#slab.view, chunksAt, datagram.length - tagBytes);
    for (let type = this.#chunks.next(); type >= 0; type = this.#chunks.next()) {
      if (type === chunkType.ping) this.#pings.push(sentUs);
    }
    assert.equal(this.#chunks.malformed, false, 'what it sends is well-formed');
  }
}

function time(us: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(us % 2 ** 48, 0, 6);
  return bytes;
}
