import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seeded } from '../testing/random.ts';
import { type LossView, spareFor } from './loss-tail.ts';

/** How often more than `spare` of `sent` symbols get lost, by trying. */
function tried(sent: number, spare: number, { rate, burst }: LossView, trials: number): number {
  const random = seeded(7);
  let bad = false;
  let failures = 0;
  for (let trial = 0; trial < trials; trial++) {
    let lost = 0;
    for (let symbol = 0; symbol < sent; symbol++) {
      bad = random() < (bad ? 1 - 1 / burst : rate / (1 - rate) / burst);
      if (bad) lost++;
    }
    if (lost > spare) failures++;
  }
  return failures / trials;
}

test('given losses at random or in runs, when spare symbols are chosen for a chance, then the chance is about kept', () => {
  for (const loss of [
    { rate: 0.01, burst: 1 },
    { rate: 0.05, burst: 1 },
    { rate: 0.01, burst: 10 },
    { rate: 0.03, burst: 3 },
  ]) {
    for (const needed of [15, 73]) {
      const spare = spareFor(needed, loss, 0.02, 100);
      const [enough, oneLess] = [spare, spare - 1].map((few) =>
        tried(needed + spare, few, { rate: loss.rate, burst: loss.burst }, 20_000),
      );
      assert.ok(enough! < 0.025, `${spare} for ${needed} at ${JSON.stringify(loss)}: ${enough}`);
      assert.ok(spare === 0 || oneLess! > 0.01, `${spare} for ${needed} is more than needed: ${oneLess}`);
    }
  }
});

test('given no loss, when spare symbols are chosen, then there are none; given a hopeless path, then as many as there may be', () => {
  assert.equal(spareFor(73, { rate: 0, burst: 1 }, 1e-5, 50), 0);
  assert.equal(spareFor(73, { rate: 0.9, burst: 4 }, 1e-5, 50), 50);
});

test('given more loss, longer runs or less chance to be taken, when spare symbols are chosen, then never fewer', () => {
  let before = 0;
  for (const rate of [0, 0.001, 0.01, 0.02, 0.05, 0.1, 0.2]) {
    const spare = spareFor(73, { rate, burst: 1 }, 1e-3, 200);
    assert.ok(spare >= before);
    before = spare;
  }
  assert.ok(
    spareFor(73, { rate: 0.01, burst: 10 }, 1e-3, 200) > spareFor(73, { rate: 0.01, burst: 1 }, 1e-3, 200),
  );
  assert.ok(
    spareFor(73, { rate: 0.01, burst: 1 }, 1e-6, 200) > spareFor(73, { rate: 0.01, burst: 1 }, 1e-3, 200),
  );
});
