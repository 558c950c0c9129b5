import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Canvas, grey, rgb } from './canvas.ts';
import { widthOf, write } from './lettering.ts';
import { drawTestPicture } from './test-picture.ts';

const door = { widthM: 1.2, heightM: 2.2, bottomM: -0.1 };
const size = { width: 600, height: 1100 };
/** Of the screen above, either way. */
const pixelsPerMetre = 500;

test('the bar is a metre long', () => {
  const picture = drawTestPicture(size, door, undefined);
  const row = rowOf(picture, Math.round(size.height * (1 - 0.36)));
  const lit = [...row.keys()].filter((x) => row[x]! > 200 && x > 5 && x < size.width - 5);
  assert.ok(Math.abs(lit.at(-1)! - lit[0]! - pixelsPerMetre) <= 8, `${lit[0]} to ${lit.at(-1)}`);
  assert.ok(Math.abs((lit.at(-1)! + lit[0]!) / 2 - size.width / 2) < 1, 'in the middle');
});

test('the eyes are at their height', () => {
  const [bare, withEyes] = [undefined, 1.6].map((eyes) => drawTestPicture(size, door, eyes).planes[0]);
  const changed = Array.from({ length: size.height }, (_, row) => row).filter((row) => {
    const left = (luma: Uint8Array): Uint8Array => luma.subarray(row * size.width, row * size.width + 20);
    return Buffer.compare(left(bare!), left(withEyes!)) !== 0;
  });
  const middle = (changed[0]! + changed.at(-1)! + 1) / 2;
  assert.ok(Math.abs(middle - rowAt(1.6)) <= 1, `rows ${changed.join(' ')} and not ${rowAt(1.6)}`);
});

test('the floor is at its height', () => {
  const { planes, strides } = drawTestPicture(size, door, undefined);
  const red = Array.from({ length: size.height >> 1 }, (_, row) => planes[2][row * strides[2]! + 10]!);
  const reddest = Math.min(...red);
  assert.ok(Math.abs(red.indexOf(reddest) * 2 - rowAt(0)) <= 4, 'green has least red');
});

test('a circle is round in metres where pixels are not square', () => {
  const canvas = new Canvas({ width: 400, height: 100, widthM: 1, heightM: 1, bottomM: 0 }, grey(16));
  canvas.ring([0, 0.5], 0.4, 0.02, grey(235));
  const across = rowOf(canvas, 50);
  const down = Array.from({ length: 100 }, (_, y) => canvas.planes[0][y * 400 + 200]!);
  assert.ok(Math.abs((across.lastIndexOf(235) - across.indexOf(235)) / 400 - 0.81) < 0.02);
  assert.ok(Math.abs((down.lastIndexOf(235) - down.indexOf(235)) / 100 - 0.81) < 0.02);
});

test('black, white and the colours are BT.709 of limited range', () => {
  assert.deepEqual(rgb(0, 0, 0), grey(16));
  assert.deepEqual(rgb(1, 1, 1), grey(235));
  assert.deepEqual(rgb(1, 0, 0), { y: 63, u: 102, v: 240 });
  assert.deepEqual(rgb(0, 0, 1), { y: 32, u: 240, v: 118 });
});

test('property: any screen is drawn, within the range that video has', () => {
  fc.assert(
    fc.property(
      fc.record({ width: fc.integer({ min: 1, max: 90 }), height: fc.integer({ min: 1, max: 90 }) }),
      fc.record({ widthM: measure(0.1, 20), heightM: measure(0.1, 20), bottomM: measure(-1, 5) }),
      measure(0.5, 2.5),
      (pixels, screen, eyes) => {
        const { planes } = drawTestPicture(pixels, screen, eyes);
        assert.equal(planes[0].length, pixels.width * pixels.height);
        for (const plane of planes) assert.ok(plane.every((value) => value >= 16 && value <= 240));
      },
    ),
    { numRuns: 40 },
  );
});

test('every letter that labels use is drawn, and within its width', () => {
  for (const letter of '0123456789.mEYSFLOR') {
    const canvas = new Canvas({ width: 80, height: 80, widthM: 1, heightM: 1, bottomM: 0 }, grey(16));
    write(canvas, letter, [-0.4, 0.1], 0.8, grey(235));
    const lit = [...canvas.planes[0].keys()].filter((at) => canvas.planes[0][at]! > 100).map((at) => at % 80);
    assert.ok(lit.length > 0, letter);
    assert.ok(Math.max(...lit) / 80 - 0.1 <= widthOf(letter, 0.8) + 0.1, letter);
  }
});

function rowOf({ planes, width }: Canvas, y: number): Uint8Array {
  return planes[0].subarray(y * width, (y + 1) * width);
}

function measure(min: number, max: number): fc.Arbitrary<number> {
  return fc.double({ min, max, noNaN: true });
}

/** The row that shows a height. */
function rowAt(heightM: number): number {
  return (door.bottomM + door.heightM - heightM) * pixelsPerMetre;
}
