import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PlayoutTarget } from './playout-target.ts';

const limits = {
  floorUs: 5000,
  capUs: 200_000,
  slackUs: 1000,
  startUs: 25_000,
  share: 0.998,
  rareShare: 1,
  rareUs: 0,
  windowBlocks: 1600,
  blockUs: 5000,
};

test('the target begins at the start value and falls to the floor where there is no jitter', () => {
  const target = new PlayoutTarget(limits);
  assert.equal(target.targetUs, 25_000);
  arrive(target, 100, () => 7000);
  assert.equal(target.targetUs, 25_000);
  arrive(target, 500, () => 7000);
  assert.equal(target.targetUs, 5000);
  assert.equal(target.playoutUs, 12_000);
});

test('the target is above the slowest blocks but for the share that may be late', () => {
  const target = new PlayoutTarget(limits);
  arrive(target, 1600, (block) => (block % 100 === 0 ? 40_000 : 10_000));
  assert.ok(target.targetUs >= 31_000 && target.targetUs < 32_000, String(target.targetUs));
});

test('what the first two seconds held up counts no longer after them', () => {
  const target = new PlayoutTarget(limits);
  arrive(target, 399, (block) => (block === 20 ? 90_000 : 10_000));
  assert.ok(target.targetUs > 80_000);
  arrive(target, 2, () => 10_000);
  assert.equal(target.targetUs, 5000);
});

test('what is rare is waited for as long as that does not take long', () => {
  const rare = { ...limits, rareShare: 0.9999, rareUs: 40_000 };
  for (const [lateUs, targetUs] of [
    [20_000, 22_000],
    [100_000, 41_000],
  ] as const) {
    const target = new PlayoutTarget(rare);
    arrive(target, 2000, (block) => (block === 1500 ? 10_000 + lateUs : 10_000));
    assert.ok(Math.abs(target.targetUs - targetUs) <= 1000, `${target.targetUs}`);
  }
});

test('where the network itself is jittery, the slowest blocks are waited for and a little longer', () => {
  const target = new PlayoutTarget({ ...limits, capUs: 400_000, rareShare: 0.9999, rareUs: 40_000 });
  arrive(target, 2000, (block) => 10_000 + ((block * 7919) % 2000) * 100);
  assert.ok(target.targetUs > 225_000 && target.targetUs < 232_000, `${target.targetUs}`);
});

test('the target never exceeds the cap', () => {
  const target = new PlayoutTarget(limits);
  arrive(target, 1600, (block) => (block % 2) * 199_900);
  assert.equal(target.targetUs, 200_000);
});

test('an outage that ends in a burst does not raise the target, a burst that could be waited for does', () => {
  for (const [heldUs, raised] of [
    [1e6, false],
    [100_000, true],
  ] as const) {
    const target = new PlayoutTarget(limits);
    arrive(target, 1600, () => 10_000);
    const endUs = 1600 * 5000 + heldUs;
    for (let waitedUs = heldUs; waitedUs > 0; waitedUs -= 5000) target.arrived(10_000 + waitedUs, endUs);
    assert.equal(target.targetUs > 50_000, raised);
  }
});

test('forgetting begins from the start value', () => {
  const target = new PlayoutTarget(limits);
  arrive(target, 1000, () => 7000);
  target.clear();
  assert.equal(target.targetUs, 25_000);
  assert.equal(target.lowestUs, Infinity);
});

function arrive(target: PlayoutTarget, blocks: number, delayUs: (block: number) => number): void {
  for (let block = 0; block < blocks; block++) target.arrived(delayUs(block), block * 5000 + delayUs(block));
}
