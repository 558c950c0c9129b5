import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { fitInside } from './letterbox.ts';

function fit(picture: [number, number], outer: [number, number]): number[] {
  const rect = new Int32Array(4);
  fitInside(...picture, ...outer, rect);
  return Array.from(rect);
}

test('a picture of the same shape fills everything', () => {
  assert.deepEqual(fit([1280, 720], [1280, 720]), [0, 0, 1280, 720]);
  assert.deepEqual(fit([1280, 720], [1920, 1080]), [0, 0, 1920, 1080]);
  assert.deepEqual(fit([3072, 1728], [1366, 768]), [0, 0, 1366, 768]);
});

test('a wide picture leaves bars above and below, a tall one at the sides', () => {
  assert.deepEqual(fit([1600, 800], [800, 600]), [0, 100, 800, 400]);
  assert.deepEqual(fit([600, 800], [800, 600]), [175, 0, 450, 600]);
  assert.deepEqual(fit([25, 5], [17, 3]), [1, 0, 15, 3]);
});

test('whatever the sizes, it stays inside, is centred, touches two sides and keeps its shape to a pixel', () => {
  const size = fc.tuple(fc.integer({ min: 1, max: 16384 }), fc.integer({ min: 1, max: 16384 }));
  fc.assert(
    fc.property(size, size, ([pictureWidth, pictureHeight], [outerWidth, outerHeight]) => {
      const [x, y, width, height] = fit([pictureWidth, pictureHeight], [outerWidth, outerHeight]) as [
        number,
        number,
        number,
        number,
      ];
      assert.ok(width >= 1 && height >= 1);
      assert.ok(x >= 0 && y >= 0 && x + width <= outerWidth && y + height <= outerHeight);
      assert.ok(width === outerWidth || height === outerHeight);
      assert.ok(Math.abs(outerWidth - width - 2 * x) <= 1 && Math.abs(outerHeight - height - 2 * y) <= 1);
      const scale = Math.min(outerWidth / pictureWidth, outerHeight / pictureHeight);
      assert.ok(Math.abs(width - pictureWidth * scale) <= 1);
      assert.ok(Math.abs(height - pictureHeight * scale) <= 1);
    }),
  );
});
