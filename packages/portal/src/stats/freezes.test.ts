import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Freezes } from './freezes.ts';

const frameUs = 16_667;

function steady(freezes: Freezes, frames: number, fromUs: number): number {
  let atUs = fromUs;
  for (let frame = 0; frame < frames; frame++) {
    freezes.shown(atUs);
    atUs += frameUs;
  }
  return atUs;
}

test('a steady picture never freezes, and a few missing frames are no freeze', () => {
  const freezes = new Freezes();
  const atUs = steady(freezes, 60, 0);
  steady(freezes, 60, atUs + 5 * frameUs);
  assert.equal(freezes.count, 0);
});

test('a picture that stood still for 300 ms froze once, for what exceeds an interval', () => {
  const freezes = new Freezes();
  const atUs = steady(freezes, 60, 0);
  steady(freezes, 60, atUs - frameUs + 300_000);
  assert.equal(freezes.count, 1);
  assert.ok(Math.abs(freezes.totalMs - (300 - frameUs / 1000)) < 0.01, `${freezes.totalMs}`);
});
