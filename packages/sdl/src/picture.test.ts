import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPicture, MAX_PICTURE_SIZE, type PlanarPicture } from './picture.ts';
import { testCard } from './testing/test-card.ts';

test('whole pictures of any size, format and padding pass', () => {
  for (const [width, height] of [
    [1, 1],
    [3, 5],
    [640, 360],
    [641, 361],
  ] as const) {
    for (const format of ['yuv420p', 'nv12'] as const) {
      checkPicture(testCard(width, height, format));
      checkPicture(testCard(width, height, format, 7));
    }
  }
});

test('the last row needs no padding', () => {
  const card = testCard(6, 4, 'yuv420p', 10);
  const ends = [3 * 16 + 6, 1 * 13 + 3, 1 * 13 + 3];
  checkPicture({ ...card, planes: card.planes.map((plane, index) => plane.subarray(0, ends[index])) });
});

test('what native code would read past is refused, and why is said', () => {
  const card = testCard(6, 4, 'yuv420p');
  const nv12 = testCard(6, 4, 'nv12');
  const bad: [Partial<PlanarPicture>, PlanarPicture, RegExp][] = [
    [{ planes: card.planes.slice(0, 2) }, card, /lacks plane 2/],
    [{ planes: card.planes.map((plane) => plane.subarray(1)) }, card, /needs 24 bytes in plane 0 but has 23/],
    [{ strides: [6, 2, 3] }, card, /rows of 3 bytes in plane 1 but a stride of 2/],
    [{ strides: [6, 3] }, card, /lacks plane 2/],
    [{ strides: [6, 2 ** 40, 3] }, card, /stride/],
    [{ strides: [-6, 3, 3] }, card, /stride of -6/],
    [{ strides: [6.5, 3, 3] }, card, /stride/],
    [{ strides: [6, 5] }, nv12, /rows of 6 bytes in plane 1 but a stride of 5/],
    [{ width: 0 }, card, /impossible size/],
    [{ height: MAX_PICTURE_SIZE + 1 }, card, /impossible size/],
    [{ width: Number.NaN }, card, /impossible size/],
    [{ format: 'rgb24' as 'nv12' }, card, /format/],
  ];
  for (const [change, base, message] of bad) {
    assert.throws(() => checkPicture({ ...base, ...change }), { code: 'bad-picture', message });
  }
});
