import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redundancy } from './redundancy.ts';

test('given a path that loses nothing, when a frame is sent, then it has no parity', () => {
  assert.equal(new Redundancy({ rate: 0, burst: 1 }).rows(73, true), 0);
  assert.equal(new Redundancy({ rate: 0, burst: 1 }).rows(1, false), 0);
});

test('given losses, when a small frame is sent, then it has at least two parity symbols', () => {
  const redundancy = new Redundancy({ rate: 0.001, burst: 1 });
  for (const shards of [1, 2, 5, 15]) assert.ok(redundancy.rows(shards, true) >= 2, `${shards}`);
});

test('given frames of 40 Mbit/s, when 1 % or 5 % get lost, then parity stays within what the link may spend', () => {
  assert.ok(new Redundancy({ rate: 0.01, burst: 1 }).rows(73, true) <= 3);
  assert.ok(new Redundancy({ rate: 0.05, burst: 1 }).rows(73, true) <= 8);
});

test('given a deadline that leaves no time for a repair, when a frame is sent, then parity has to do it all', () => {
  const redundancy = new Redundancy({ rate: 0.05, burst: 1 });
  assert.ok(redundancy.rows(73, false) > 1.5 * redundancy.rows(73, true));
});

test('given any frame, when rows are chosen, then some are left for repairs', () => {
  for (const rate of [0.01, 0.3, 1]) {
    const redundancy = new Redundancy({ rate, burst: 20 });
    for (const shards of [1, 100, 160, 161, 5000]) {
      for (const repairable of [true, false]) {
        const perBlock = Math.ceil(shards / Math.ceil(shards / 160));
        assert.ok(perBlock + redundancy.rows(shards, repairable) <= 256 - 64 || perBlock > 190);
      }
    }
  }
});

test('given a path that queues, when frames are sent, then no parity makes it worse', () => {
  const redundancy = new Redundancy({ rate: 0.2, burst: 5 });
  redundancy.congested = true;
  assert.equal(redundancy.rows(73, true), 0);
});

test('given repairs, when they are asked for again and again, then redundancy rises', () => {
  for (const rate of [0, 0.01, 0.05]) {
    const redundancy = new Redundancy({ rate, burst: 1 });
    let before = -1;
    for (const serial of [1, 2, 3, 4]) {
      const extra = redundancy.extra(5, serial);
      assert.ok(extra > before || extra >= 5, `${rate}: ${extra} after ${before}`);
      before = extra;
    }
  }
});

test('given a path that is full, when small frames are sent, then parity takes no more than it must', () => {
  const redundancy = new Redundancy({ rate: 0.03, burst: 1 });
  const generous = redundancy.rows(3, true);
  redundancy.tight = true;
  assert.ok(redundancy.rows(3, true) < generous);
  assert.ok(redundancy.rows(3, true) >= 1);
});

test('given a run of losses long ago that still weighs, when frames are sent, then less than a third of them is parity', () => {
  const redundancy = new Redundancy({ rate: 0.008, burst: 40 });
  for (const shards of [10, 12, 20, 73]) assert.ok(redundancy.rows(shards, true) <= shards * 0.34);
});

test('given a least share of parity, when frames are sent on a path that loses nothing, then they have that much', () => {
  assert.equal(new Redundancy({ rate: 0, burst: 1 }, 0.1).rows(73, true), 7);
});
