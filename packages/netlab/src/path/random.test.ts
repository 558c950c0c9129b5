import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Random } from './random.ts';

const draws = 50_000;

test('the same seed and stream repeat, another seed or stream does not', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.nat(8), (seed, stream) => {
      const first = sequence(new Random(seed, stream), 8);
      assert.deepEqual(sequence(new Random(seed, stream), 8), first);
      assert.notDeepEqual(sequence(new Random(seed, stream + 1), 8), first);
      assert.notDeepEqual(sequence(new Random(seed - 1, stream), 8), first);
    }),
  );
});

test('the numbers of a seed are the same on every machine', () => {
  assert.deepEqual(sequence(new Random(1), 3), [0.9535237993113697, 0.434471367392689, 0.8468670332804322]);
});

test('uniform numbers have the mean and variance of uniform numbers, whatever the seed', () => {
  for (let seed = 0; seed < 10; seed++) {
    const { mean, variance } = moments(sequence(new Random(seed), draws));
    assert.ok(Math.abs(mean - 1 / 2) < 0.006, `mean ${mean}`);
    assert.ok(Math.abs(variance - 1 / 12) < 0.003, `variance ${variance}`);
  }
});

test('normal numbers have mean 0, variance 1 and the right share beyond two deviations', () => {
  const random = new Random(7);
  const numbers = Array.from({ length: draws }, () => random.normal());
  const { mean, variance } = moments(numbers);
  assert.ok(Math.abs(mean) < 0.02, `mean ${mean}`);
  assert.ok(Math.abs(variance - 1) < 0.03, `variance ${variance}`);
  const beyond = numbers.filter((number) => Math.abs(number) > 2).length / draws;
  assert.ok(Math.abs(beyond - 0.0455) < 0.004, `beyond two deviations ${beyond}`);
});

test('streams of one seed, and neighbouring seeds, are not correlated', () => {
  for (const [a, b] of [
    [new Random(5, 0), new Random(5, 1)],
    [new Random(5, 0), new Random(6, 0)],
  ] as const) {
    let products = 0;
    for (let draw = 0; draw < draws; draw++) products += (a.next() - 0.5) * (b.next() - 0.5);
    assert.ok(Math.abs((products / draws) * 12) < 0.02);
  }
});

function sequence(random: Random, length: number): number[] {
  return Array.from({ length }, () => random.next());
}

function moments(numbers: number[]): { mean: number; variance: number } {
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  const variance = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / numbers.length;
  return { mean, variance };
}
