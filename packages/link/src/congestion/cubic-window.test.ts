import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CubicWindow } from './cubic-window.ts';

const rttUs = 50_000;

function pass(window: CubicWindow, seconds: number): void {
  for (let step = 0; step < seconds * 100; step++) window.pass(10_000, rttUs);
}

test('given a window after a loss, when it rises, then it keeps seven tenths, is back after K seconds and goes on from there (RFC 9438)', () => {
  const window = new CubicWindow();
  window.start(40e6, rttUs);
  window.lose();
  assert.ok(Math.abs(window.bps(rttUs) - 28e6) < 1e5);
  const packets = (40e6 * rttUs) / 8e6 / 1200;
  const backS = Math.cbrt((packets * 0.3) / 0.4);
  pass(window, backS / 2);
  assert.ok(window.bps(rttUs) > 37e6 && window.bps(rttUs) < 40e6, `${window.bps(rttUs)}`);
  pass(window, backS / 2);
  assert.ok(Math.abs(window.bps(rttUs) - 40e6) < 5e5, `${window.bps(rttUs)}`);
  pass(window, backS);
  assert.ok(window.bps(rttUs) > 50e6);
});

test('given losses without end, when the window falls, then some packets are left', () => {
  const window = new CubicWindow();
  window.start(1e6, rttUs);
  for (let loss = 0; loss < 100; loss++) window.lose();
  assert.ok(window.bps(rttUs) > 5e5);
});
