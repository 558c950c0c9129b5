import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineFit } from './line-fit.ts';

test('points on a line give that line, also far from zero and with any weights', () => {
  const slopes = fc.double({ min: -0.01, max: 0.01, noNaN: true });
  const weights = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 5, maxLength: 40 });
  fc.assert(
    fc.property(slopes, fc.integer({ min: 0, max: 1e15 }), weights, (slope, originX, weighted) => {
      const line = new LineFit(16);
      for (const [step, weight] of weighted.entries())
        line.add(originX + step * 1e6, 5e9 + slope * step * 1e6, weight);
      assert.ok(Math.abs(line.slope - slope) < 1e-9);
      const lastX = originX + (weighted.length - 1) * 1e6;
      assert.ok(Math.abs(line.at(lastX) - (5e9 + slope * (lastX - originX))) < 0.01);
    }),
  );
});

test('only the last points count', () => {
  const line = new LineFit(4);
  for (let x = 0; x < 10; x++) line.add(x, x < 6 ? 1000 : 2 * x);
  assert.equal(line.size, 4);
  assert.ok(Math.abs(line.slope - 2) < 1e-12);
  assert.ok(Math.abs(line.mean - 15) < 1e-12);
});

test('a heavy point pulls the line towards it', () => {
  const line = new LineFit(4);
  line.add(0, 0, 1);
  line.add(1, 10, 99);
  assert.ok(Math.abs(line.mean - 9.9) < 1e-12);
});

test('there is no slope below two different points, and none after a clear', () => {
  const line = new LineFit(4);
  assert.ok(Number.isNaN(line.mean) && Number.isNaN(line.slope));
  line.add(5, 7);
  line.add(5, 9);
  assert.ok(Number.isNaN(line.slope));
  assert.equal(line.mean, 8);
  line.add(6, 9);
  assert.ok(line.slope > 0);
  line.clear();
  assert.ok(Number.isNaN(line.mean));
});
