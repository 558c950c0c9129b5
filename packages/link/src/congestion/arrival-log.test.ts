import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ArrivalsReader } from '../wire/arrivals.ts';
import { chunkHeadBytes } from '../wire/chunk.ts';
import { ArrivalLog } from './arrival-log.ts';

const session = {};
const view = new DataView(new ArrayBuffer(1200));

/** The packets of the report that is due at `nowUs`, and its parts' bytes; undefined when none is due. */
function report(log: ArrivalLog, nowUs: number): { numbers: number[]; parts: number[] } | undefined {
  const reader = new ArrivalsReader();
  const numbers: number[] = [];
  const parts: number[] = [];
  for (let end = log.write(nowUs, view, 0, 1166); end > 0; end = log.write(nowUs, view, 0, 1166)) {
    reader.start(view, chunkHeadBytes, end);
    while (reader.next()) numbers.push(reader.number);
    parts.push(end);
  }
  return parts.length === 0 ? undefined : { numbers, parts };
}

function come(log: ArrivalLog, nowUs: number, numbers: readonly number[]): void {
  for (const number of numbers) {
    log.record(nowUs, session, number);
    log.owe(nowUs, 1150);
  }
}

test('given packets that come, when reports are due, then each packet is in two of them and gaps are left open', () => {
  const log = new ArrivalLog();
  come(log, 1000, [0, 1, 3]);
  assert.equal(log.dueUs, 3500);
  assert.deepEqual(report(log, 3500)?.numbers, [0, 1, 3]);
  come(log, 4000, [4, 6]);
  assert.equal(log.dueUs, 8500);
  assert.deepEqual(report(log, 8500)?.numbers, [0, 1, 3, 4, 6]);
  come(log, 9000, [7]);
  assert.deepEqual(report(log, 20_000)?.numbers, [4, 6, 7]);
});

test('given a packet that others overtook by far, when it comes, then reports go back to it twice', () => {
  const log = new ArrivalLog();
  come(log, 1000, [0, 2, 3, 4]);
  report(log, 10_000);
  come(log, 11_000, [5]);
  report(log, 20_000);
  come(log, 21_000, [1, 6]);
  assert.deepEqual(report(log, 30_000)?.numbers, [1, 2, 3, 4, 5, 6]);
  come(log, 31_000, [7]);
  assert.deepEqual(report(log, 40_000)?.numbers, [1, 2, 3, 4, 5, 6, 7]);
});

test('given packets that nothing is owed for, when they come, then nothing is reported', () => {
  const log = new ArrivalLog();
  for (let number = 0; number < 50; number++) log.record(number * 1000, session, number);
  assert.equal(log.dueUs, Number.POSITIVE_INFINITY);
  assert.equal(report(log, 1e6), undefined);
});

test('given a session that was silent but for pings, when a message comes, then only what came of late is reported', () => {
  const log = new ArrivalLog();
  for (let number = 0; number < 600; number++) log.record(number * 100_000, session, number);
  come(log, 60_000_000, [600]);
  const numbers = report(log, 60_002_500)!.numbers;
  assert.ok(numbers.length <= 6 && numbers.at(-1) === 600, `${numbers.length}`);
});

test('given another session, when its packets come, then those of the one before are forgotten', () => {
  const log = new ArrivalLog();
  come(log, 1000, [500, 501]);
  log.record(2000, {}, 7);
  log.owe(2000, 1150);
  assert.deepEqual(report(log, 10_000)?.numbers, [7]);
});

test('given 1500 packets within 5 ms, when the report is due, then it takes two parts that hang together', () => {
  const log = new ArrivalLog();
  for (let number = 0; number < 1500; number++) {
    log.record(number * 3, session, number);
    log.owe(number * 3, 1150);
  }
  const { numbers, parts } = report(log, 10_000)!;
  assert.equal(parts.length, 2);
  assert.equal(numbers.length, 1501);
  assert.equal(new Set(numbers).size, 1500);
});

test('given little that comes, when it is reported, then reports stay few', () => {
  for (const [bytes, everyUs] of [
    [1150, 240],
    [1150, 1200],
    [180, 5000],
  ] as const) {
    const log = new ArrivalLog();
    let received = 0;
    let reported = 0;
    let reports = 0;
    for (let [nowUs, number] = [0, 0]; nowUs < 10e6; nowUs += everyUs, number++) {
      log.record(nowUs, session, number);
      log.owe(nowUs, bytes);
      received += bytes;
      const made = report(log, nowUs);
      if (made === undefined) continue;
      reports++;
      reported += made.parts.reduce((sum, part) => sum + part + 62, 0);
    }
    const share = reported / received;
    assert.ok(share < 0.015 || reports <= 280, `${bytes} bytes every ${everyUs} µs: ${share}, ${reports}`);
  }
});
