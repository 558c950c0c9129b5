import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ArrivalsReader, ArrivalsWriter, arrivalUnitUs, leastArrivalsBodyBytes } from './arrivals.ts';
import { ChunkReader, chunkHeadBytes, chunkType } from './chunk.ts';

interface Arrival {
  readonly number: number;
  readonly us: number;
}

/** Writes arrivals into chunks of at most `room` bytes, and reads them back. */
function carry(arrivals: readonly Arrival[], room: number): { read: Arrival[]; bytes: number[] } {
  const view = new DataView(new ArrayBuffer(2048));
  const writer = new ArrivalsWriter();
  const reader = new ArrivalsReader();
  const read: Arrival[] = [];
  const bytes: number[] = [];
  const timesUs = Float64Array.from(arrivals, (arrival) => arrival.us);
  for (let at = 0; at < arrivals.length; ) {
    writer.start(view, 0, room, arrivals[at]!.number, arrivals[at]!.us);
    for (at++; at < arrivals.length && writer.add(arrivals[at]!.number, timesUs, at); ) at++;
    const end = writer.finish();
    const chunks = new ChunkReader();
    chunks.start(view, 0, end);
    assert.equal(chunks.next(), chunkType.arrivals);
    assert.equal(chunks.bodyEnd, end);
    reader.start(view, chunks.bodyAt, chunks.bodyEnd);
    while (reader.next()) read.push({ number: reader.number, us: reader.us });
    assert.equal(reader.malformed, false);
    bytes.push(end);
  }
  return { read, bytes };
}

const steps = fc.array(
  fc.record({
    gap: fc.oneof(
      { weight: 9, arbitrary: fc.constant(0) },
      fc.nat({ max: 300 }),
      fc.constantFrom(127, 128, 5000),
    ),
    us: fc.oneof(fc.integer({ min: -3000, max: 3000 }), fc.integer({ min: -2_000_000, max: 2_000_000 })),
  }),
  { maxLength: 800 },
);

test('given any pattern of arrivals, gaps and reordering, when it is written in chunks, then what is read has the same numbers and nearly the same times', () => {
  const property = fc.property(
    steps,
    fc.constantFrom(70, 300, 1166),
    fc.nat({ max: 2 ** 40 }),
    (list, room, first) => {
      let number = first;
      let us = 100_000_000;
      const arrivals = [{ number, us }];
      for (const step of list) {
        number += 1 + step.gap;
        us = Math.max(0, us + step.us);
        arrivals.push({ number, us });
      }
      const { read, bytes } = carry(arrivals, room);
      assert.ok(bytes.every((length) => length <= room));
      assert.deepEqual(
        read.map((arrival) => arrival.number),
        arrivals.map((arrival) => arrival.number),
      );
      for (const [at, arrival] of arrivals.entries()) {
        assert.ok(
          Math.abs(read[at]!.us - arrival.us) <= arrivalUnitUs / 2,
          `${read[at]!.us} for ${arrival.us}`,
        );
      }
    },
  );
  fc.assert(property, { numRuns: 200 });
});

test('given 700 packets 20 µs apart, when they are reported, then one packet holds the report', () => {
  const arrivals = Array.from({ length: 700 }, (_, at) => ({ number: 5 + at, us: 1e6 + at * 20 }));
  const { bytes } = carry(arrivals, 1166);
  assert.equal(bytes.length, 1);
  assert.ok(bytes[0]! <= chunkHeadBytes + 12 + 700 + 4, `${bytes[0]} bytes`);
});

test('given any bytes, when they are read as arrivals, then the reader ends, within the number of bytes', () => {
  const property = fc.property(
    fc.uint8Array({ minLength: leastArrivalsBodyBytes, maxLength: 300 }),
    (bytes) => {
      const reader = new ArrivalsReader();
      reader.start(new DataView(bytes.buffer), 0, bytes.length);
      let before = -1;
      let read = 0;
      while (reader.next()) {
        assert.ok(reader.number > before && Number.isSafeInteger(reader.us));
        before = reader.number;
        read++;
      }
      assert.ok(read <= bytes.length);
    },
  );
  fc.assert(property, { numRuns: 2000 });
});
