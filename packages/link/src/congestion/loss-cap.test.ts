import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LossCap, type QueueView } from './loss-cap.ts';

const free: QueueView = { queued: false, measured: true };
const packetBytes = 1000;

/** Ten seconds at a target of 40 Mbit/s unless said otherwise; `loss` is what the path loses of a rate. Returns the rate each tenth of a second. */
function run(
  cap: LossCap,
  loss: (bps: number) => number,
  { view = free, mostBps = 40e6, leastBps = 0, seconds = 10 } = {},
): number[] {
  const rates: number[] = [];
  let owed = 0;
  for (let us = 0; us < seconds * 1e6; us += 100_000) {
    const bps = Math.max(leastBps, Math.min(mostBps, cap.bps));
    const packets = Math.max(2, Math.round(bps / 80 / packetBytes));
    for (let packet = 0; packet < packets; packet++) {
      owed += loss(bps);
      const lost = owed >= 1;
      if (lost) owed--;
      cap.count(us + (packet * 100_000) / packets, packetBytes, lost);
    }
    cap.update(us + 100_000, mostBps, view);
    rates.push(bps);
  }
  return rates;
}

const full =
  (capacityBps: number) =>
  (bps: number): number =>
    Math.max(0, 1 - capacityBps / bps);

test('given a policer of 20 Mbit/s, when more is sent, then the rate goes down to what comes through, about', () => {
  const late = run(new LossCap(), full(20e6)).slice(-50);
  assert.ok(Math.min(...late) > 17e6 && Math.max(...late) < 29e6, late.join(' '));
});

test('given a path that carries a fiftieth of what is sent, when most is lost, then the rate gets there, and stays', () => {
  const late = run(new LossCap(), full(0.8e6), { seconds: 20 }).slice(-150);
  assert.ok(Math.min(...late) > 0.5e6 && Math.max(...late) < 1.5e6, late.join(' '));
});

test('given who cannot send as little as the path carries, when cuts change nothing, then the bound stays', () => {
  const cap = new LossCap();
  run(cap, full(0.4e6), { leastBps: 1e6 });
  assert.ok(cap.bps < 0.6e6, `${cap.bps}`);
});

for (const loss of [0.2, 0.45]) {
  test(`given ${loss * 100} % of loss at any rate, when a cut does not cure it, then it is taken back`, () => {
    const rates = run(new LossCap(), () => loss);
    assert.ok(rates.filter((bps) => bps < 40e6).length <= 20, rates.join(' '));
  });
}

test('given 5 % of loss, or a queue that says enough, when packets get lost, then nothing is bounded', () => {
  assert.deepEqual(new Set(run(new LossCap(), () => 0.05)), new Set([40e6]));
  assert.deepEqual(
    new Set(run(new LossCap(), () => 0.25, { view: { queued: true, measured: true } })),
    new Set([40e6]),
  );
});

test('given a queue on a path of which nothing else is known, when 5 % get lost, then there is a bound', () => {
  const late = run(new LossCap(), full(38e6), { view: { queued: true, measured: false } }).slice(-50);
  assert.ok(late.filter((bps) => bps < 40e6).length > 30, late.join(' '));
});

test('given a bound, when the path is wide again, then it is gone within some seconds', () => {
  const cap = new LossCap();
  run(cap, full(4e6));
  run(cap, () => 0, { seconds: 20 });
  assert.equal(cap.bps, Number.POSITIVE_INFINITY);
});
