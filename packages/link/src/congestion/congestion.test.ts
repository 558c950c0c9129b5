import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LinkEvent } from '../events.ts';
import { Pair } from '../testing/pair.ts';

/** Streams frames of `bytes` bytes, 60 a second, from b to a, and returns the targets that b was told. */
function stream(pair: Pair, frames: number, bytes: number): number[] {
  pair.b.events.length = 0;
  for (let frame = 0; frame < frames; frame++) {
    pair.sendFrame(pair.b, 1, new Uint8Array(bytes));
    pair.run(16_667);
  }
  return pair.b.of('target').map((event: Extract<LinkEvent, { type: 'target' }>) => event.bps);
}

test('given a path without a bottleneck, when frames of 83 KB are streamed, then they leave within 2 ms and the target is above what they need', () => {
  const pair = Pair.open();
  const targets = stream(pair, 120, 83_000);
  assert.ok(targets.at(-1)! > 40e6, `${targets.at(-1)}`);
  const slowest = Math.max(...pair.a.frames.slice(60).map((frame) => frame.completeUs - frame.sentUs));
  assert.ok(slowest < 1000 + 2000, `${slowest} µs with 1000 on the way`);
});

test('given only pings and reports, when time goes by, then neither side answers reports with reports', () => {
  const pair = Pair.open();
  stream(pair, 60, 20_000);
  pair.run(1e6);
  const before = pair.a.connection.stats().sentDatagrams;
  pair.run(10e6);
  const sent = pair.a.connection.stats().sentDatagrams - before;
  assert.ok(sent < 10 * 41, `${sent} in ten seconds: pings and pongs`);
});

test('given a fixed rate, when frames are streamed, then nobody is told of a target', () => {
  const pair = Pair.open({ b: { congestion: 'fixed' } });
  assert.deepEqual(stream(pair, 60, 20_000), []);
  assert.equal(pair.b.connection.stats().targetBps, null);
});

test('given bounds of the target, when much or little would fit, then it keeps to them', () => {
  const pair = Pair.open({ b: { maxTargetBps: 5e6 } });
  const targets = stream(pair, 120, 20_000);
  assert.ok(targets.length > 0 && targets.every((bps) => bps <= 5e6), targets.join(' '));
  assert.throws(() => Pair.open({ b: { minTargetBps: 1 } }), { code: 'bad-option' });
});

test('given a peer that restarts, when frames are streamed again, then a target is found again', () => {
  const pair = Pair.open();
  stream(pair, 60, 20_000);
  pair.restart(pair.a);
  pair.run(3e6);
  assert.ok(stream(pair, 60, 20_000).length > 0);
});
