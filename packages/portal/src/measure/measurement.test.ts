import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newHead } from '../wire/media-message.ts';
import { codeOf, stampOf } from './flash-code.ts';
import { Measurement } from './measurement.ts';
import { readMeasureNews } from './news.ts';
import { measuredTable, whyNothing } from './report.ts';

test('a code survives as a stamp, and other stamps are no flashes', () => {
  for (const code of [0, 1, 77, 2 ** 32 - 1]) assert.equal(codeOf(stampOf(code)), code);
  assert.ok(Number.isSafeInteger(stampOf(2 ** 32 - 1)));
  for (const clockUs of [0, 1e9, 1e13]) assert.equal(codeOf(clockUs), undefined);
});

test('no three flashes are asked for within a second, and the last one has time to come back', () => {
  const { measurement, asked } = run(10, () => {});
  for (let index = 3; index < asked.length; index++) assert.ok(asked[index]! - asked[index - 3]! > 1e6);
  assert.ok(asked.length >= 20 && asked.length <= 26, `${asked.length}`);
  assert.ok(asked.at(-1)! <= 9e6);
  assert.match(whyNothing(measurement.result())!, /^no flash was shown/);
});

test('the delay is from the flash there to the first picture with it here, and the stages add up to it', () => {
  const { measurement } = run(10, (code, atUs, running) => {
    running.flashed(code, atUs + 5000);
    show(running, code, atUs, 40_000);
    show(running, code, atUs, 60_000);
  });
  const result = measurement.result();
  assert.equal(result.seen, result.asked);
  assert.equal(result.meanMs?.toFixed(3), '35.000');
  assert.equal(result.delayMs?.max.toFixed(3), '35.000');
  const sum = Object.values(result.stagesMs!).reduce((all, ms) => all + ms, 0);
  assert.equal(sum.toFixed(3), '35.000');
  assert.equal(result.stagesMs!.present.toFixed(3), '1.000');
  assert.equal(whyNothing(result), undefined);
  assert.match(
    measuredTable(result).join('\n'),
    /^glass to glass {4}35\.0 ms median.*\n.*\n\nstage[^]*all +35\.0 +100 %/,
  );
  const news = { type: 'measured', measured: result, problem: null } as const;
  assert.deepEqual(readMeasureNews(JSON.stringify(news)), news);
});

test('flashes that nobody sees, and codes that nobody asked for, count for nothing', () => {
  const { measurement } = run(5, (code, atUs, running) => {
    running.flashed(code, atUs);
    show(running, (code + 1) >>> 0, atUs, 40_000);
  });
  const result = measurement.result();
  assert.equal(result.delayMs, null);
  assert.match(whyNothing(result)!, /does the camera there see the screen there/);
});

/** A whole measurement in virtual time; `onAsk` plays the other room. */
function run(
  seconds: number,
  onAsk: (code: number, atUs: number, measurement: Measurement) => void,
): { measurement: Measurement; asked: number[] } {
  let state = 1;
  const chance = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const measurement = new Measurement(0, seconds, chance);
  const asked: number[] = [];
  let atUs = 0;
  for (; !measurement.isOver(atUs); atUs += 10_000) {
    const code = measurement.ask(atUs);
    if (code === undefined) continue;
    asked.push(atUs);
    assert.ok(measurement.isLooking(atUs));
    onAsk(code, atUs, measurement);
  }
  assert.ok(atUs <= (seconds + 0.1) * 1e6, `over after ${atUs} µs`);
  return { measurement, asked };
}

/** A picture with the code is presented so long after it was asked for. */
function show(measurement: Measurement, code: number, atUs: number, afterUs: number): void {
  const head = newHead();
  head.capturedUs = atUs + 20_000;
  head.encodedUs = atUs + 25_000;
  head.sentUs = atUs + 26_000;
  head.firstReceivedUs = atUs + 27_000;
  head.completeUs = atUs + 28_000;
  measurement.presented(code, head, atUs + afterUs - 1000, atUs + afterUs);
}
