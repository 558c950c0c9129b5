import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createTestRoom } from './room/test-room.ts';
import { writeStamp } from './stamp.ts';
import { findStamp, findStamps, findStampsInLuma } from './stamp-finder.ts';

interface Screenshot {
  readonly rgb: Uint8Array;
  readonly width: number;
  readonly height: number;
}

test('a stamp is found wherever and however large its picture is shown', () => {
  const picture = roomPicture(1280, 720, 444_555_666_777);
  fc.assert(
    fc.property(
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      fc.integer({ min: 0, max: 90 }),
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 0, max: 255 }),
      fc.boolean(),
      (scale, x, y, around, smooth) => {
        const screen = blank(Math.ceil(1280 * scale) + 100, 100, around);
        show(screen, picture, 1280, 720, x, y, scale, smooth);
        const found = findStamp(screen.rgb, screen.width, screen.height);
        assert.equal(found?.value, 444_555_666_777);
        assert.ok(Math.abs(found.cell - 8 * scale) < 0.1 * scale);
        assert.ok(Math.abs(found.x - (x + (272 + 8) * scale)) < 2 * scale + 1);
        assert.ok(found.y >= y && found.y < y + 8 * scale);
      },
    ),
    { numRuns: 60 },
  );
});

test('two pictures side by side are both found, in RGBA too', () => {
  const screen = blank(1440, 120, 18);
  show(screen, roomPicture(1280, 720, 111), 1280, 720, 10, 40, 0.54, true);
  show(screen, roomPicture(1280, 720, 222), 1280, 720, 730, 40, 0.54, true);
  const rgba = new Uint8Array(1440 * 120 * 4).fill(255);
  for (let index = 0; index < 1440 * 120; index++) {
    rgba.set(screen.rgb.subarray(index * 3, index * 3 + 3), index * 4);
  }
  const values = new Set(findStamps(rgba, 1440, 120, 4).map((stamp) => stamp.value));
  assert.deepEqual(values, new Set([111, 222]));
});

test('nothing is found in a screen without a stamp, nor in noise', () => {
  const empty = blank(640, 200, 60);
  show(empty, roomPicture(1280, 720), 1280, 720, 0, 0, 0.5, true);
  assert.equal(findStamp(empty.rgb, 640, 200), undefined);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 900 * 3, maxLength: 900 * 3 }), (rgb) => {
      assert.deepEqual(findStamps(rgb, 900, 1), []);
    }),
    { numRuns: 50 },
  );
});

test('too few bytes for a screenshot are refused', () => {
  assert.throws(() => findStamps(new Uint8Array(10), 10, 10), /300 bytes, not 10/);
});

/** Luma of the test room, stamped, or overpainted where the stamp would be. */
function roomPicture(width: number, height: number, value?: number): Uint8Array {
  const planes = [
    Buffer.alloc(width * height),
    Buffer.alloc((width * height) / 4),
    Buffer.alloc((width * height) / 4),
  ];
  const target = { width, height, planes, strides: [width, width / 2, width / 2] };
  createTestRoom({ width, height }, 1).draw(target, 0, 5);
  const luma = new Uint8Array(planes[0]!);
  if (value === undefined) luma.copyWithin(0, width * 20, width * 40);
  else writeStamp(luma, width, width, height, value);
  return luma;
}

function blank(width: number, height: number, level: number): Screenshot {
  return { rgb: new Uint8Array(width * height * 3).fill(level), width, height };
}

/** Draws a luma plane as grey into the screen, scaled; what does not fit is cut off. */
function show(
  screen: Screenshot,
  luma: Uint8Array,
  width: number,
  height: number,
  left: number,
  top: number,
  scale: number,
  smooth: boolean,
): void {
  const at = (x: number, y: number): number =>
    luma[Math.min(Math.max(y, 0), height - 1) * width + Math.min(Math.max(x, 0), width - 1)]!;
  for (let y = top; y < Math.min(screen.height, top + Math.floor(height * scale)); y++) {
    for (let x = left; x < Math.min(screen.width, left + Math.floor(width * scale)); x++) {
      const u = (x - left + 0.5) / scale - 0.5;
      const v = (y - top + 0.5) / scale - 0.5;
      const x0 = smooth ? Math.floor(u) : Math.round(u);
      const y0 = smooth ? Math.floor(v) : Math.round(v);
      const tx = smooth ? u - x0 : 0;
      const ty = smooth ? v - y0 : 0;
      const upper = at(x0, y0) * (1 - tx) + at(x0 + 1, y0) * tx;
      const lower = at(x0, y0 + 1) * (1 - tx) + at(x0 + 1, y0 + 1) * tx;
      const level = ((upper * (1 - ty) + lower * ty - 16) * 255) / 219;
      screen.rgb.fill(
        Math.min(255, Math.max(0, level)),
        (y * screen.width + x) * 3,
        (y * screen.width + x) * 3 + 3,
      );
    }
  }
}

test('a stamp is found in a luma plane as well, in every fourth of its rows too', () => {
  const luma = new Uint8Array(1300 * 40).fill(90);
  writeStamp(luma, 1300, 1280, 40, 987_654_321);
  assert.deepEqual(
    findStampsInLuma(luma, 1300, 1280, 40).map(({ value }) => value),
    [987_654_321],
  );
  assert.equal(findStampsInLuma(luma, 1300 * 4, 1280, 10)[0]?.value, 987_654_321);
  assert.throws(() => findStampsInLuma(luma, 1300, 1280, 41), RangeError);
});
