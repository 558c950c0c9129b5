import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ArrivalsReader, ArrivalsWriter } from '../wire/arrivals.ts';
import { chunkHeadBytes } from '../wire/chunk.ts';
import { SentLog } from './sent-log.ts';

const session = {};
const view = new DataView(new ArrayBuffer(1200));
const reader = new ArrivalsReader();

/** A log with `count` packets of 1000 bytes, sent 100 µs apart, and what its sink hears. */
function sentLog(count: number): { log: SentLog; arrived: number[]; inOrder: number[]; lost: number[] } {
  const arrived: number[] = [];
  const inOrder: number[] = [];
  const lost: number[] = [];
  const log = new SentLog({
    congested: false,
    arrived: ({ sentUs }, slot) => arrived.push(sentUs[slot]! / 100),
    inOrder: ({ sentUs }, slot) => inOrder.push(sentUs[slot]! / 100),
    lost: ({ sentUs }, slot) => lost.push(sentUs[slot]! / 100),
  });
  for (let number = 0; number < count; number++) log.sent(number * 100, session, number, 1000, true);
  return { log, arrived, inOrder, lost };
}

/** Reports packets as having come at the given times. */
function tell(log: SentLog, arrivals: readonly (readonly [number: number, us: number])[]): boolean {
  const writer = new ArrivalsWriter();
  writer.start(view, 0, 1166, ...arrivals[0]!);
  const timesUs = Float64Array.from(arrivals, ([, us]) => us);
  for (let at = 1; at < arrivals.length; at++) assert.ok(writer.add(arrivals[at]![0], timesUs, at));
  reader.start(view, chunkHeadBytes, writer.finish());
  return log.take(session, reader);
}

test('given packets under way, when a report comes twice, then each arrival counts once', () => {
  const { log, arrived } = sentLog(3);
  const report = [0, 1, 2].map((number) => [number, 50_000 + number * 100] as const);
  tell(log, report);
  tell(log, report);
  assert.deepEqual(arrived, [0, 1, 2]);
  assert.equal(log.loss.count, 3);
  assert.equal(log.inFlightBytes, 0);
});

test('given a gap, when later packets have come for longer than the guard, then the packet is lost; not before', () => {
  const { log, lost } = sentLog(40);
  tell(log, [
    [0, 50_000],
    [2, 50_200],
  ]);
  assert.deepEqual(lost, []);
  tell(log, [
    [2, 50_200],
    [39, 50_200 + log.guardUs + 100],
  ]);
  assert.equal(lost[0], 1);
});

test('given a packet that comes late, when it was given up, then the guard is longer from then on', () => {
  const { log, lost } = sentLog(100);
  tell(log, [
    [0, 50_000],
    [2, 50_200],
    [3, 80_000],
  ]);
  assert.deepEqual(lost, [1]);
  const before = log.loss.rate;
  tell(log, [[1, 81_000]]);
  assert.ok(log.guardUs > 30_000, `${log.guardUs}`);
  assert.ok(log.loss.rate < before);
});

test('given packets that overtake one another, when they have all come, then they are told as they came and again in the order in which they were sent', () => {
  const { log, arrived, inOrder } = sentLog(4);
  tell(log, [
    [0, 50_000],
    [2, 51_000],
  ]);
  assert.deepEqual(inOrder, [0]);
  tell(log, [
    [1, 53_000],
    [2, 51_000],
    [3, 52_000],
  ]);
  assert.deepEqual(arrived, [0, 2, 1, 3]);
  assert.deepEqual(inOrder, [0, 1, 2, 3]);
});

test('given reports that are lost, when later ones come, then the packets in between count neither as come nor as lost', () => {
  const { log, lost } = sentLog(300);
  tell(log, [[0, 50_000]]);
  tell(log, [[200, 70_000]]);
  tell(log, [[250, 100_000]]);
  tell(log, [[299, 200_000]]);
  assert.deepEqual(lost, []);
  assert.equal(log.loss.count, 3);
  assert.equal(log.loss.rate, 0);
});

test('given packets that were never sent, or another session, when they are reported, then nothing comes of it', () => {
  const { log, arrived } = sentLog(3);
  assert.equal(tell(log, [[3, 50_000]]), false);
  reader.start(view, chunkHeadBytes, chunkHeadBytes + 13);
  log.sent(1000, {}, 0, 1000, true);
  assert.equal(log.take(session, reader), true);
  assert.deepEqual(arrived, []);
  assert.equal(log.inFlightBytes, 1000);
});

test('given a packet that is left out, when it is reported, then nobody is told', () => {
  const { log, arrived, inOrder } = sentLog(3);
  log.skip(session, 3);
  log.sent(400, session, 4, 1000, true);
  assert.equal(
    tell(
      log,
      [0, 1, 2, 3, 4].map((number) => [number, 50_000 + number * 100] as const),
    ),
    true,
  );
  assert.deepEqual(arrived, [0, 1, 2, 4]);
  assert.deepEqual(inOrder, [0, 1, 2, 4]);
});

test('given any bytes as reports, when they are taken, then nothing throws and the bytes in flight stay right', () => {
  const property = fc.property(
    fc.array(fc.tuple(fc.nat({ max: 9000 }), fc.uint8Array({ minLength: 7, maxLength: 60 })), {
      maxLength: 20,
    }),
    fc.nat({ max: 12_000 }),
    (reports, count) => {
      const { log } = sentLog(count);
      for (const [number, bytes] of reports) {
        new Uint8Array(view.buffer).set([0, 0, ...new Uint8Array(12), 0], 0);
        view.setUint32(2, number);
        new Uint8Array(view.buffer).set(bytes, 6);
        reader.start(view, 0, 6 + bytes.length);
        log.take(session, reader);
        assert.ok(log.inFlightBytes >= 0 && log.inFlightBytes <= Math.min(count, 8192) * 1000);
        assert.ok(log.loss.rate >= 0 && log.loss.rate <= 1);
      }
    },
  );
  fc.assert(property, { numRuns: 300 });
});

test('given a packet that comes long after one behind it, when it comes, then it is not lost, but of no use in time', () => {
  const { log } = sentLog(3);
  tell(log, [
    [0, 50_000],
    [2, 50_200],
  ]);
  tell(log, [
    [0, 50_000],
    [1, 80_000],
    [2, 50_200],
  ]);
  assert.equal(log.loss.rate, 0);
  assert.equal(log.loss.count, 3);
  assert.ok(log.absence.rate > 0);
});
