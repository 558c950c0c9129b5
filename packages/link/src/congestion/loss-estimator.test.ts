import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seeded } from '../testing/random.ts';
import { LossEstimator } from './loss-estimator.ts';

/** Feeds `packets` outcomes, each lost with probability `share`. */
function feed(estimator: LossEstimator, packets: number, share: number, random: () => number): void {
  for (let packet = 0; packet < packets; packet++) estimator.outcome(random() < share);
}

for (const share of [0, 0.01, 0.05, 0.2]) {
  test(`given ${share * 100} % of random loss, when 5 s of packets went by, then the estimate is near it and losses seem single`, () => {
    const estimator = new LossEstimator();
    feed(estimator, 20_000, share, seeded(3));
    assert.ok(Math.abs(estimator.rate - share) < 0.004 + share * 0.2, `rate ${estimator.rate}`);
    assert.ok(estimator.burst < 1.1 + share * 1.6, `burst ${estimator.burst}`);
  });
}

test('given a clean path, when 5 % begin to be lost, then more than 2 % are known after 200 ms', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const estimator = new LossEstimator();
    const random = seeded(seed);
    feed(estimator, 20_000, 0, random);
    feed(estimator, 800, 0.05, random);
    assert.ok(estimator.rate > 0.02, `seed ${seed}: ${estimator.rate}`);
  }
});

test('given 5 % of loss, when it ends, then half of it is forgotten in 1.5 s and nearly all in 5 s', () => {
  const estimator = new LossEstimator();
  const random = seeded(1);
  feed(estimator, 20_000, 0.05, random);
  const before = estimator.rate;
  feed(estimator, 6000, 0, random);
  assert.ok(estimator.rate < before / 2 && estimator.rate > before / 10, `${estimator.rate}`);
  feed(estimator, 14_000, 0, random);
  assert.ok(estimator.rate < before / 20, `${estimator.rate}`);
});

test('given losses in runs of 10, when 1 % is lost, then the mean run is known and the share is not overstated', () => {
  const estimator = new LossEstimator();
  for (let run = 0; run < 100; run++) {
    for (let packet = 0; packet < 990; packet++) estimator.outcome(false);
    for (let packet = 0; packet < 10; packet++) estimator.outcome(true);
  }
  assert.ok(estimator.burst > 9 && estimator.burst <= 10, `${estimator.burst}`);
  assert.ok(estimator.rate < 0.02, `${estimator.rate}`);
});

test('given an outage of a second, when the path is back, then the share lost is not taken for what parity should cover', () => {
  const estimator = new LossEstimator();
  for (let packet = 0; packet < 8000; packet++) estimator.outcome(false);
  for (let packet = 0; packet < 4000; packet++) estimator.outcome(true);
  assert.ok(estimator.rate < 0.11, `${estimator.rate}`);
});

test('given few packets a second, when one of the first is lost, then the estimate stays small', () => {
  const estimator = new LossEstimator();
  estimator.packetsPerSecond = 210;
  estimator.outcome(false);
  estimator.outcome(true);
  assert.ok(estimator.rate > 0 && estimator.rate < 0.02, `${estimator.rate}`);
  assert.equal(estimator.count, 2);
});
