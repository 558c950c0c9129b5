import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CoDel } from './codel.ts';

const bytes = 1200;
const many = 50_000;

test('a queue that is above the target for less than the interval loses nothing', () => {
  const codel = new CoDel();
  for (let ms = 0; ms < 100; ms++) assert.equal(codel.drops(ms * 1000, 50_000, bytes, many), false);
  assert.equal(codel.drops(100_000, 4999, bytes, many), false);
  for (let ms = 101; ms < 201; ms++) assert.equal(codel.drops(ms * 1000, 50_000, bytes, many), false);
  assert.equal(codel.drops(201_000, 50_000, bytes, many), true);
});

test('a queue that stays too long loses one after the interval, then at times that close in with the root of their count', () => {
  const codel = new CoDel();
  const dropsUs: number[] = [];
  for (let nowUs = 0; nowUs < 2e6; nowUs += 100) {
    while (codel.drops(nowUs, 20_000, bytes, many)) dropsUs.push(nowUs);
  }
  assert.equal(dropsUs[0], 100_000);
  let expectedUs = 100_000;
  for (const [index, dropUs] of dropsUs.slice(0, 20).entries()) {
    assert.ok(dropUs >= expectedUs && dropUs - expectedUs <= 100, `${dropUs} for ${expectedUs}`);
    expectedUs += 100_000 / Math.sqrt(index + 1);
  }
});

test('once the queue is short again dropping ends, and soon after it begins where it was', () => {
  const codel = new CoDel();
  const dropped = (fromUs: number, untilUs: number): number => {
    let drops = 0;
    for (let nowUs = fromUs; nowUs < untilUs; nowUs += 100) {
      while (codel.drops(nowUs, 20_000, bytes, many)) drops++;
    }
    return drops;
  };
  const fresh = dropped(0, 600_000);
  assert.equal(codel.drops(600_000, 100, bytes, many), false);
  const again = dropped(600_100, 1_200_100);
  assert.ok(again > fresh, `${fresh} drops, then ${again}`);
  codel.emptied();
  const muchLater = dropped(60e6, 60.6e6);
  assert.equal(muchLater, fresh);
});

test('the last datagram of a queue is never dropped', () => {
  const codel = new CoDel();
  for (let ms = 0; ms < 1000; ms++) assert.equal(codel.drops(ms * 1000, 90_000, bytes, bytes), false);
});
