import assert from 'node:assert/strict';
import {
  ArrivalsReader,
  ArrivalsWriter,
  ChunkReader,
  chunksAt,
  chunksEnd,
  chunkType,
  dataAt,
  decodeIntroduction,
  EventQueue,
  encodeIntroduction,
  leastArrivalsBodyBytes,
  MessageReceiver,
  ReplayWindow,
  readEncodeUs,
  readShard,
  replayWindowPackets,
  ShardHead,
  Slab,
  shardHeadBytes,
  wellFormed,
  writeShardHead,
} from '@ajar/link/testing';
import { Cursor } from '../engine/cursor.ts';
import { nothingSeen, type Target } from '../engine/target.ts';
import { hex } from './hex.ts';

const knownTypes = Object.values(chunkType).map((type) => Uint8Array.of(type));

export const chunks: Target = {
  name: 'chunks',
  about: 'walks over the chunks of a packet: all bytes are accounted for, no body leaves the packet',
  maxBytes: 300,
  seeds: [
    hex('010000'),
    hex('0000 02000c 000000000001 000000000002'),
    hex('03000a 01 00000005 00 0000 0001 80'),
  ],
  tokens: knownTypes,
  batch: 2000,
  run(input) {
    const view = new DataView(input.buffer, input.byteOffset, input.length);
    const reader = new ChunkReader();
    reader.start(view, 0, input.length);
    let at = 0;
    for (let type = reader.next(); type >= 0; type = reader.next()) {
      assert.ok(reader.bodyAt > at && reader.bodyEnd >= reader.bodyAt);
      assert.equal(reader.bodyEnd + reader.remaining, input.length);
      assert.equal(typeof wellFormed(type, reader.bodyEnd - reader.bodyAt), 'boolean');
      at = reader.bodyEnd;
    }
    assert.ok(reader.malformed || reader.remaining === 0);
    assert.ok(reader.remaining >= 0 && reader.remaining <= input.length - at);
    return nothingSeen;
  },
};

const shardSeed = hex('01 01 02 00000007 0000 0002 00000005 00000010 0258 010203');
const paritySeed = hex('01 05 02 00000007 0003 0002 00000005 00000010 0258 010203');
const flagsAt = 1;

export const shards: Target = {
  name: 'shards',
  about:
    'reads the head of a shard: what is accepted lies inside of its frame, and is written as it was read',
  maxBytes: 80,
  seeds: [shardSeed, paritySeed],
  batch: 2000,
  run(input) {
    const view = new DataView(input.buffer, input.byteOffset, input.length);
    const head = new ShardHead();
    if (!readShard(view, 0, input.length, head)) return nothingSeen;
    const { track, index, count, bodyBytes, payloadAt, payloadEnd, shardBytes } = head;
    assert.ok(track > 0 && count > 0);
    assert.ok(payloadAt <= payloadEnd && payloadEnd === input.length);
    const payloadBytes = payloadEnd - payloadAt;
    if (index < count) assert.ok(index * shardBytes + payloadBytes <= bodyBytes);
    else assert.equal(payloadBytes, shardBytes);
    const again = Buffer.alloc(shardHeadBytes);
    const end = writeShardHead(new DataView(again.buffer, again.byteOffset), 0, head);
    assert.equal(end, payloadAt);
    // Of the flags this version writes those that it knows.
    for (let at = 0; at < payloadAt; at++) if (at !== flagsAt) assert.equal(again[at], input[at]);
    return nothingSeen;
  },
};

export const arrivals: Target = {
  name: 'arrivals',
  about:
    'reads what came when: numbers grow, all bytes are used up, and what was read can be written and read again',
  maxBytes: 200,
  seeds: [
    hex('000000000005 00000000c000 01'),
    hex('000000000005 00000000c000 03 02 05 8101 02 04 ff7f 01 03'),
  ],
  batch: 1000,
  run(input) {
    if (input.length < leastArrivalsBodyBytes) return nothingSeen;
    const reader = new ArrivalsReader();
    reader.start(new DataView(input.buffer, input.byteOffset, input.length), 0, input.length);
    const read: [number, number][] = [];
    while (reader.next()) {
      assert.ok(reader.number > (read.at(-1)?.[0] ?? -1) && Number.isSafeInteger(reader.us));
      read.push([reader.number, reader.us]);
    }
    assert.ok(read.length <= input.length * 256);
    if (!reader.malformed) rewrite(read);
    return nothingSeen;
  },
};

/** Packets that were read are written as one chunk, as far as they fit, and read once more. */
function rewrite(packets: readonly (readonly [number, number])[]): void {
  const [first] = packets;
  if (first === undefined || first[0] >= 2 ** 48 || first[1] < 0) return;
  const view = new DataView(new ArrayBuffer(1200));
  const writer = new ArrivalsWriter();
  writer.start(view, 0, 1200, ...first);
  let written = 1;
  while (written < packets.length && plain(packets[written]!) && add(packets[written]!)) written++;
  const end = writer.finish();
  assert.ok(end <= 1200);
  const reader = new ArrivalsReader();
  reader.start(view, 3, end);
  for (const [number, us] of packets.slice(0, written)) {
    assert.ok(reader.next());
    assert.deepEqual([reader.number, reader.us], [number, us]);
  }
  assert.equal(reader.next() || reader.malformed, false);

  function add([number, us]: readonly [number, number]): boolean {
    return writer.add(number, Float64Array.of(us), 0);
  }

  function plain([, us]: readonly [number, number]): boolean {
    return Math.abs(us - first![1]) < 2 ** 30;
  }
}

export const introductions: Target = {
  name: 'introductions',
  about: 'reads what a peer says about itself: it can be said again, and shown on a terminal',
  maxBytes: 120,
  seeds: [
    encodeIntroduction({
      connectionId: 7,
      instance: '0102030405060708',
      features: 1,
      timeUs: 5e9,
      name: 'Oslo',
    }),
  ],
  tokens: [hex('1b5b324a'), hex('efbfbd'), hex('f09f9883'), hex('e280ae')],
  batch: 500,
  run(input) {
    const read = decodeIntroduction(input);
    if (read === undefined) return nothingSeen;
    assert.doesNotMatch(read.name, /[\p{Cc}\p{Cf}]/u);
    const again = decodeIntroduction(encodeIntroduction(read));
    assert.deepEqual({ ...again, name: '' }, { ...read, name: '' });
    return nothingSeen;
  },
};

export const preambles: Target = {
  name: 'preambles',
  about: 'reads the start of a frame’s body: the data lie inside of it',
  maxBytes: 40,
  seeds: [hex('05 00001000 aa'), hex('09 00001000 aabbccdd ee')],
  batch: 2000,
  run(input) {
    const body = Buffer.from(input.buffer, input.byteOffset, input.length);
    const at = dataAt(body);
    if (at === -1) return nothingSeen;
    assert.ok(at >= 5 && at <= body.length);
    assert.ok(readEncodeUs(body) >= 0);
    return nothingSeen;
  },
};

export const replays: Target = {
  name: 'replays',
  about:
    'shows packet numbers to the replay window: none is taken twice, none that is new and near is refused',
  maxBytes: 300,
  seeds: [hex('00 0001 00 0001 01 0005'), hex('02 ffff 01 2000 00 0001')],
  skip: (input) => input.take(3),
  invent: (draw) => Uint8Array.from({ length: 3 }, () => draw() * 256),
  batch: 500,
  run(input) {
    const cursor = new Cursor(input);
    const window = new ReplayWindow();
    const taken = new Set<number>();
    let highest = -1;
    let number = 0;
    while (!cursor.done) {
      const kind = cursor.u8() % 4;
      const by = cursor.u16();
      if (kind === 0) number += by % 40;
      else if (kind === 1) number -= by;
      else if (kind === 2) number += by;
      else number += by * 2 ** 32;
      number = Math.min(Math.max(number, 0), 2 ** 48 - 1);
      const fresh = !taken.has(number) && number > highest - replayWindowPackets;
      assert.equal(window.fresh(number), fresh);
      if (!fresh) continue;
      window.accept(number);
      taken.add(number);
      highest = Math.max(highest, number);
      assert.equal(window.highest, highest);
      assert.equal(window.accepted, taken.size);
    }
    return nothingSeen;
  },
};

export const messages: Target = {
  name: 'messages',
  about:
    'feeds a stream to the message channel in pieces, in any order: the messages that were cut come out whole',
  maxBytes: 500,
  seeds: [hex('000b 00000003 616263 00000000 0004 0003 0000 0006'), hex('0006 00200000 0000 0000 0006')],
  tokens: [hex('00000000'), hex('00100000'), hex('00100001')],
  batch: 300,
  run(input) {
    const cursor = new Cursor(input);
    const stream = Buffer.from(cursor.take(cursor.u16() % 400));
    const events = new EventQueue();
    const receiver = new MessageReceiver(events);
    const slab = new Slab(chunksEnd);
    const give = (offset: number, length: number): boolean => {
      const piece = stream.subarray(offset, offset + length);
      slab.bytes.set(piece, chunksAt);
      const taken = receiver.take(offset, slab, chunksAt, chunksAt + piece.length);
      assert.equal(receiver.owesAck, true);
      assert.ok(receiver.writeAck(slab, chunksAt) <= chunksEnd);
      return taken;
    };
    let whole = true;
    while (!cursor.done && whole) whole = give(cursor.u16() % (stream.length + 1), cursor.u16() % 64);
    whole &&= give(0, stream.length);
    const [expected, intact] = cut(stream);
    assert.equal(whole, intact);
    for (const message of expected) {
      const event = events.poll();
      assert.ok(event?.type === 'message' && message.equals(event.data));
    }
    assert.equal(events.poll(), undefined);
    return nothingSeen;
  },
};

/** The whole messages of a stream, and whether it keeps to the rules. */
function cut(stream: Buffer): [Buffer[], boolean] {
  const found: Buffer[] = [];
  let at = 0;
  while (at + 4 <= stream.length) {
    const length = stream.readUInt32BE(at);
    if (length > 1024 * 1024) return [found, false];
    if (at + 4 + length > stream.length) break;
    found.push(stream.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return [found, true];
}
