import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LossCap } from './loss-cap.ts';

/** Ten seconds at a target of 40 Mbit/s; `loss` is what the path loses of a rate. Returns the rate each half second. */
function run(cap: LossCap, loss: (bps: number) => number): number[] {
  const rates: number[] = [];
  for (let us = 0; us < 10e6; us += 400_000) {
    const bps = Math.min(40e6, cap.bps);
    const lost = loss(bps);
    cap.update(us, 20_000, lost, bps * (1 - lost), bps, false);
    rates.push(bps);
  }
  return rates;
}

test('given a policer of 20 Mbit/s, when more is sent, then the rate goes down to what comes through, about', () => {
  const rates = run(new LossCap(), (bps) => Math.max(0, 1 - 20e6 / bps));
  const late = rates.slice(-10);
  assert.ok(Math.min(...late) > 17e6 && Math.max(...late) < 29e6, late.join(' '));
});

test('given 20 % of loss at any rate, when a cut does not cure it, then it is taken back', () => {
  const rates = run(new LossCap(), () => 0.2);
  assert.ok(rates.filter((bps) => bps < 40e6).length <= 3, rates.join(' '));
});

test('given 5 % of loss, or a queue, when packets get lost, then nothing is bounded', () => {
  assert.deepEqual(new Set(run(new LossCap(), () => 0.05)), new Set([40e6]));
  const cap = new LossCap();
  cap.update(1e6, 20_000, 0.5, 1e6, 40e6, true);
  assert.equal(cap.bps, Number.POSITIVE_INFINITY);
});
