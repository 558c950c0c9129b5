import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { checkKeystone, type Homography, homographyOf, warp } from './keystone.ts';
import { newLayout } from './layout.ts';
import { PictureMesh } from './mesh.ts';

/** A projector that looks up: the image is half as wide at the top as at the bottom. */
const STEEP = [0.25, 0, 0.75, 0, 1, 1, 0, 1];

function at(map: Homography, x: number, y: number): readonly [number, number] {
  const into = new Float32Array(2);
  warp(map, x, y, into, 0, 1, 1);
  return [into[0]!, into[1]!];
}

test('corners go where they were told', () => {
  const coordinate = fc.double({ min: -0.2, max: 0.2, noNaN: true });
  fc.assert(
    fc.property(fc.tuple(...STEEP.map(() => coordinate)), (moves) => {
      const corners = [0, 0, 1, 0, 1, 1, 0, 1].map((value, index) => value + moves[index]!);
      checkKeystone(corners);
      const map = homographyOf(corners);
      for (const [corner, [x, y]] of [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ].entries()) {
        const [seenX, seenY] = at(map, x!, y!);
        assert.ok(Math.abs(seenX - corners[corner * 2]!) < 1e-5);
        assert.ok(Math.abs(seenY - corners[corner * 2 + 1]!) < 1e-5);
      }
    }),
  );
});

test('straight lines stay straight: the middle is where the diagonals cross', () => {
  const map = homographyOf(STEEP);
  const [x, y] = at(map, 0.5, 0.5);
  assert.ok(Math.abs(x - 0.5) < 1e-6);
  // Of a trapezium twice as wide below, the diagonals cross at a third from above, not in the middle.
  assert.ok(Math.abs(y - 1 / 3) < 1e-6, `${y}`);
});

test('untouched corners change nothing', () => {
  const map = homographyOf([0, 0, 1, 0, 1, 1, 0, 1]);
  for (const [x, y] of [
    [0, 0],
    [0.3, 0.7],
    [1, 1],
  ] as const) {
    assert.deepEqual(at(map, x, y), [Math.fround(x), Math.fround(y)]);
  }
});

test('triangles stay within a pixel of the true perspective on a 4K screen', () => {
  const [width, height] = [3840, 2160];
  const map = homographyOf(STEEP);
  const layout = newLayout();
  layout.source.set([0, 0, width, height]);
  layout.target.set([0, 0, width, height]);
  const mesh = new PictureMesh();
  mesh.update(map, layout, width, height, width, height);
  const floats = new Float32Array(mesh.vertices.buffer);
  const seen = new Float32Array(2);
  let worst = 0;
  for (let index = 0; index < mesh.indices.length; index += 3) {
    // In the middle of each side, where a triangle drawn without perspective is most wrong.
    for (const [one, other] of [
      [0, 1],
      [1, 2],
      [2, 0],
    ] as const) {
      const [a, b] = [mesh.indices[index + one]! * 5, mesh.indices[index + other]! * 5];
      const mean = (offset: number): number => (floats[a + offset]! + floats[b + offset]!) / 2;
      warp(map, mean(3), mean(4), seen, 0, width, height);
      worst = Math.max(worst, Math.hypot(seen[0]! - mean(0), seen[1]! - mean(1)));
    }
  }
  assert.ok(worst < 1, `${worst} pixels`);
});

test('corners that are no outline are refused in one line', () => {
  const cases = [
    [0, 0, 1, 0, 1, 1],
    [0, 0, 1, 0, 1, 1, 0, Number.NaN],
    [0, 0, 1, 0, 1, 1, 0, 2.1],
    [0, 0, 1, 0, 0, 1, 1, 1], // crossed
    [0, 0, 0, 1, 1, 1, 1, 0], // the wrong way round
    [0, 0, 1, 0, 0.2, 0.2, 0, 1], // dented
    [0, 0, 1, 0, 0.5, 0, 0, 1], // three in a row
    [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
  ];
  for (const corners of cases) {
    assert.throws(() => checkKeystone(corners), {
      code: 'bad-option',
      message: /^the keystone \[.*\] [^\n]*clockwise from the upper left$/,
    });
  }
});
