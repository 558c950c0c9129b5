import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { PicturePlayout } from './picture-playout.ts';

const intervalUs = 16_667;

test('now presents every picture when it is decoded', () => {
  const playout = new PicturePlayout('now');
  fc.assert(
    fc.property(fc.double(), fc.double(), (captured, decoded) => {
      assert.equal(playout.dueUs(captured, decoded), decoded);
    }),
  );
});

test('smooth presents pictures as evenly as they were captured, for less delay than one interval', (t) => {
  for (const [name, spreadUs] of [
    ['2 ms', 2000],
    ['8 ms', 8000],
    ['14 ms', 14_000],
  ] as const) {
    const delays = Array.from(noise(1200), (chance) => 20_000 + spreadUs * chance);
    const { jitterUs: arrivedUs } = spacing(delays, 'now');
    const { jitterUs, heldUs } = spacing(delays, 'smooth');
    t.diagnostic(
      `spread ${name}: spacing off by ${arrivedUs.toFixed(0)} µs on arrival, ${jitterUs.toFixed(0)} µs when presented; held ${heldUs.toFixed(0)} µs`,
    );
    assert.ok(jitterUs < arrivedUs / 5, `${name}: ${jitterUs} of ${arrivedUs} µs`);
    assert.ok(heldUs < spreadUs, `${name}: ${heldUs} µs`);
  }
});

test('pictures that are even already wait for next to nothing', () => {
  const { heldUs } = spacing(
    Array.from({ length: 300 }, () => 9000),
    'smooth',
  );
  assert.ok(heldUs <= 500, `${heldUs} µs`);
});

test('the delay grows at once when the way becomes longer, and comes back slowly', () => {
  const playout = new PicturePlayout('smooth');
  let capturedUs = 0;
  const next = (delayUs: number): void => {
    capturedUs += intervalUs;
    playout.dueUs(capturedUs, capturedUs + delayUs);
  };
  for (let i = 0; i < 300; i++) next(10_000);
  assert.ok(playout.delayUs <= 10_500);
  for (let i = 0; i < 20; i++) next(18_000);
  assert.ok(playout.delayUs >= 18_000, `${playout.delayUs}`);
  for (let i = 0; i < 300; i++) next(10_000);
  assert.ok(playout.delayUs > 11_000, `${playout.delayUs}`);
  for (let i = 0; i < 600; i++) next(10_000);
  assert.ok(playout.delayUs <= 10_500, `${playout.delayUs}`);
});

test('lost pictures do not make the others wait longer', () => {
  const playout = new PicturePlayout('smooth');
  for (const [index, chance] of [...noise(600)].entries()) {
    if (index % 5 === 0) continue;
    const decodedUs = index * intervalUs + 40_000 * chance;
    assert.ok(playout.dueUs(index * intervalUs, decodedUs) - decodedUs <= intervalUs + 1);
  }
});

test('after a gap and after a step of a clock it starts anew', () => {
  for (const stepUs of [5e6, -5e6, 3600e6]) {
    const playout = new PicturePlayout('smooth');
    for (let i = 0; i < 200; i++) playout.dueUs(i * intervalUs, i * intervalUs + 10_000 + (i % 7) * 1000);
    for (let i = 200; i < 210; i++) {
      const decodedUs = i * intervalUs;
      assert.equal(playout.dueUs(decodedUs - 12_000 + stepUs, decodedUs), decodedUs);
    }
  }
});

test('whatever the times are, none waits for longer than an interval that was, and none is due before it is there', () => {
  const absurd = fc.oneof(
    { weight: 6, arbitrary: fc.double({ min: 0, max: 30_000, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity, -1e15, 1e15, 0, -5e5) },
  );
  fc.assert(
    fc.property(fc.array(absurd, { minLength: 30, maxLength: 200 }), (delays) => {
      const playout = new PicturePlayout('smooth');
      delays.forEach((delayUs, index) => {
        const decodedUs = index * intervalUs;
        const heldUs = playout.dueUs(decodedUs - delayUs, decodedUs) - decodedUs;
        assert.ok(heldUs >= 0 && heldUs < 1e6, `${heldUs}`);
      });
    }),
  );
});

/** How evenly pictures with these delays are presented: mean error of the spacing, and how long they were held in the mean. */
function spacing(delaysUs: readonly number[], mode: 'now' | 'smooth'): { jitterUs: number; heldUs: number } {
  const playout = new PicturePlayout(mode);
  const dues = delaysUs.map((delayUs, index) =>
    playout.dueUs(index * intervalUs, index * intervalUs + delayUs),
  );
  const settled = 60;
  let errorUs = 0;
  let heldUs = 0;
  for (let index = settled; index < dues.length; index++) {
    errorUs += Math.abs(dues[index]! - dues[index - 1]! - intervalUs);
    heldUs += dues[index]! - index * intervalUs - delaysUs[index]!;
  }
  return { jitterUs: errorUs / (dues.length - settled), heldUs: heldUs / (dues.length - settled) };
}

/** The same chance every time: 0 to 1. */
function* noise(count: number): Generator<number> {
  let state = 12_345;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}
