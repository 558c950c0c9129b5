import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { blockCount, blockShards, maxBlockShards, maxFrameShards } from './blocks.ts';
import { ChunkReader, writeChunkHead } from './chunk.ts';
import { wellFormed } from './control.ts';
import { expandU32, expandU48, readU48, writeU48 } from './integers.ts';
import { decodeIntroduction, encodeIntroduction } from './introduction.ts';
import { dataAt } from './preamble.ts';
import { maxShardBytes, readShard, ShardHead, shardHeadBytes, writeShardHead } from './shard.ts';

const bytes = fc.uint8Array({ maxLength: 1300 });
const viewOf = (array: Uint8Array): DataView => new DataView(array.buffer, array.byteOffset, array.length);

test('given any bytes, when they are walked as chunks, then all are accounted for and no body leaves them', () => {
  fc.assert(
    fc.property(bytes, (packet) => {
      const reader = new ChunkReader();
      const view = viewOf(packet);
      reader.start(view, 0, packet.length);
      const head = new ShardHead();
      let at = 0;
      for (let type = reader.next(); type >= 0; type = reader.next()) {
        assert.ok(reader.bodyAt > at && reader.bodyEnd >= reader.bodyAt && reader.bodyEnd <= packet.length);
        assert.equal(packet.length - reader.remaining, reader.bodyEnd);
        assert.equal(typeof wellFormed(type, reader.bodyEnd - reader.bodyAt), 'boolean');
        if (readShard(view, reader.bodyAt, reader.bodyEnd, head)) assert.ok(head.payloadEnd <= packet.length);
        at = reader.bodyEnd;
      }
      assert.ok(reader.malformed || reader.remaining === 0);
      assert.ok(reader.remaining >= 0 && reader.remaining <= packet.length);
    }),
    { numRuns: 2000 },
  );
});

test('given a list of chunks with padding between them, when it is walked, then the same list comes out', () => {
  const chunk = fc.record({
    type: fc.integer({ min: 1, max: 127 }),
    body: fc.uint8Array({ maxLength: 60 }),
    padding: fc.nat(3),
  });
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 12 }), (chunks) => {
      const packet = new Uint8Array(1200);
      const view = viewOf(packet);
      let end = 0;
      for (const { type, body, padding } of chunks) {
        const bodyAt = writeChunkHead(view, end + padding, type, body.length);
        packet.set(body, bodyAt);
        end = bodyAt + body.length;
      }
      const reader = new ChunkReader();
      reader.start(view, 0, end);
      for (const { type, body } of chunks) {
        assert.equal(reader.next(), type);
        assert.deepEqual(packet.subarray(reader.bodyAt, reader.bodyEnd), body);
      }
      assert.equal(reader.next(), -1);
      assert.equal(reader.malformed, false);
    }),
    { numRuns: 300 },
  );
});

test('given any frame, when it is split, then its shards are read back and cover it exactly', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200_000 }), (bodyBytes) => {
      const shardBytes = Math.ceil(bodyBytes / Math.ceil(bodyBytes / maxShardBytes));
      const count = Math.ceil(bodyBytes / shardBytes);
      const view = viewOf(new Uint8Array(1300));
      const written = Object.assign(new ShardHead(), {
        track: 1,
        keyframe: true,
        number: 77,
        count,
        bodyBytes,
      });
      Object.assign(written, { ageUs: 1234, lifetimeUs: 150_000 });
      const read = new ShardHead();
      let covered = 0;
      for (let index = 0; index < count; index++) {
        written.index = index;
        const payload = Math.min(shardBytes, bodyBytes - index * shardBytes);
        const end = writeShardHead(view, 1, written) + payload;
        assert.ok(payload <= maxShardBytes);
        assert.equal(readShard(view, 1, end, read), true);
        assert.equal(readShard(view, 1, end - 1, read), false, 'a truncated shard is refused');
        assert.equal(read.shardBytes, shardBytes);
        covered += payload;
      }
      assert.equal(covered, bodyBytes);
      assert.equal(read.payloadAt, shardHeadBytes);
      assert.deepEqual([read.number, read.ageUs, read.lifetimeUs, read.keyframe], [77, 1234, 150_000, true]);
    }),
    { numRuns: 200 },
  );
});

test('given any frame, when parity is sent for it, then rows that its code has are read back, and no others', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2000 }),
      fc.nat(300),
      fc.nat(300),
      fc.nat(20),
      (count, parity, row, block) => {
        const view = viewOf(new Uint8Array(1300));
        const blocks = blockCount(count);
        const head = Object.assign(new ShardHead(), { track: 1, count, bodyBytes: count * 10, parity });
        head.index = count + row * blocks + (block % blocks);
        const end = writeShardHead(view, 1, head) + 10;
        const shards = blockShards(count, blocks, block % blocks);
        const possible = shards + row < 256 && blockShards(count, blocks, 0) + (parity & 255) <= 256;
        assert.equal(readShard(view, 1, end, new ShardHead()), possible && head.index < 65_536);
      },
    ),
    { numRuns: 2000 },
  );
});

test('given any number of shards, when they are dealt out over blocks, then each belongs to one, and none is too large', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: maxFrameShards }), (count) => {
      const blocks = blockCount(count);
      let sum = 0;
      for (let block = 0; block < blocks; block++) {
        const shards = blockShards(count, blocks, block);
        assert.ok(shards >= 1 && shards <= maxBlockShards);
        sum += shards;
      }
      assert.equal(sum, count);
    }),
  );
});

test('given any bytes, when they are read as introduction or preamble, then nothing throws', () => {
  fc.assert(
    fc.property(bytes, (payload) => {
      const introduction = decodeIntroduction(payload);
      if (introduction !== undefined) {
        const again = decodeIntroduction(encodeIntroduction(introduction));
        assert.deepEqual(
          [again?.connectionId, again?.instance],
          [introduction.connectionId, introduction.instance],
        );
      }
      const at = dataAt(Buffer.from(payload));
      assert.ok(at === -1 || at <= payload.length);
    }),
    { numRuns: 1000 },
  );
});

test('given a name with control characters, when a peer introduces itself, then no terminal sees them', () => {
  const start = { connectionId: 1, instance: '0011223344556677', features: 0, timeUs: 2 ** 48 - 1 };
  const introduction = { ...start, name: 'Oslo\u001b[2J' };
  assert.equal(decodeIntroduction(encodeIntroduction(introduction))?.timeUs, 2 ** 48 - 1);
  assert.equal(decodeIntroduction(encodeIntroduction(introduction))?.name, 'Oslo\u{fffd}[2J');
});

test('given any integers, when they are written in 48 bits or expanded from 32, then they come back', () => {
  fc.assert(
    fc.property(
      fc.maxSafeNat().map((value) => value % 2 ** 48),
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      (value, by) => {
        const view = new DataView(new ArrayBuffer(6));
        writeU48(view, 0, value + 0.75);
        assert.equal(readU48(view, 0), value);
        const near = value + 2 ** 31;
        assert.equal(expandU32((near + by) % 2 ** 32, near), near + by);
        const far = value + 2 ** 48 + by * 65_536;
        writeU48(view, 0, far);
        assert.equal(expandU48(readU48(view, 0), value + 2 ** 48), far);
      },
    ),
  );
});
