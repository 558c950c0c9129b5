import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { layOut, newLayout } from './layout.ts';
import { checkCrop, checkPlacement, type Placement, type Rect } from './rect.ts';

function lay(picture: readonly [number, number], crop?: Rect, placement?: Placement): [number[], number[]] {
  const layout = newLayout();
  layOut(...picture, 800, 600, crop, placement, layout);
  return [[...layout.source], [...layout.target]];
}

test('a crop is fitted in its own shape', () => {
  assert.deepEqual(lay([1600, 1200]), [
    [0, 0, 1600, 1200],
    [0, 0, 800, 600],
  ]);
  assert.deepEqual(lay([1600, 1200], { x: 0, y: 0.25, width: 1, height: 0.5 }), [
    [0, 300, 1600, 600],
    [0, 150, 800, 300],
  ]);
});

test('a placement goes where it says, in whatever shape', () => {
  const source = { x: 0.5, y: 0, width: 0.5, height: 1 };
  const target = { x: 0.25, y: 0.5, width: 0.5, height: 0.5 };
  assert.deepEqual(lay([400, 200], undefined, { source, target }), [
    [200, 0, 200, 200],
    [200, 300, 400, 300],
  ]);
});

test('what is beyond an edge of the picture or the screen is cut off both, in proportion', () => {
  const beyondPicture = { source: rect(-0.5, 0, 1, 1), target: rect(0, 0, 1, 1) };
  assert.deepEqual(lay([400, 200], undefined, beyondPicture), [
    [0, 0, 200, 200],
    [400, 0, 400, 600],
  ]);
  const beyondScreen = { source: rect(0, 0, 1, 1), target: rect(-1, -0.5, 2, 2) };
  assert.deepEqual(lay([400, 200], undefined, beyondScreen), [
    [200, 50, 200, 100],
    [0, 0, 800, 600],
  ]);
});

test('wholly beyond an edge there is nothing to draw', () => {
  for (const [source, target] of [
    [rect(1, 0, 1, 1), rect(0, 0, 1, 1)],
    [rect(0, 0, 1, 1), rect(0, -2, 1, 1)],
    [rect(0, 0, 0.5, 1), rect(5, 5, 1, 1)],
  ] as const) {
    assert.deepEqual(lay([4, 4], undefined, { source, target }), [
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  }
});

test('whatever the placement, only the picture is read and only the screen drawn, at one scale', () => {
  const number = fc.double({ min: -3, max: 3, noNaN: true });
  const size = fc.double({ min: 1e-4, max: 5, noNaN: true });
  const anyRect = fc.record({ x: number, y: number, width: size, height: size });
  fc.assert(
    fc.property(anyRect, anyRect, (source, target) => {
      const [from, to] = lay([640, 480], undefined, { source, target });
      assertInside(from, 640, 480);
      assertInside(to, 800, 600);
      if (from[2]! < 1e-6 || to[2]! < 1e-6) return;
      const scale = (target.width * 800) / (source.width * 640);
      assert.ok(Math.abs(to[2]! / from[2]! / scale - 1) < 1e-6);
    }),
  );
});

test('numbers that place nothing are refused in one line', () => {
  checkCrop(rect(0.1, 0.2, 0.9, 0.8));
  checkPlacement({ source: rect(-2, 0, 5, 1), target: rect(0, 0, 1, 1) });
  for (const odd of [rect(Number.NaN, 0, 1, 1), rect(0, 0, 0, 1), rect(0, 0, 1, -1), rect(0, 1e9, 1, 1)]) {
    assert.throws(() => checkCrop(odd), { code: 'bad-option', message: /^the crop \[.*\] [^\n]*$/ });
    assert.throws(() => checkPlacement({ source: odd, target: rect(0, 0, 1, 1) }), { code: 'bad-option' });
    assert.throws(() => checkPlacement({ source: rect(0, 0, 1, 1), target: odd }), { code: 'bad-option' });
  }
  assert.throws(() => checkCrop(rect(0.5, 0, 0.6, 1)), { message: /goes beyond the picture: use fractions/ });
});

function assertInside([x, y, width, height]: number[], outerWidth: number, outerHeight: number): void {
  assert.ok(x! >= 0 && y! >= 0 && width! >= 0 && height! >= 0);
  assert.ok(x! + width! <= outerWidth + 1e-6 && y! + height! <= outerHeight + 1e-6);
}

function rect(x: number, y: number, width: number, height: number): Rect {
  return { x, y, width, height };
}
