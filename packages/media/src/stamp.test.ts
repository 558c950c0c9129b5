import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { allocateFrame } from './codec/picture-frame.ts';
import { openVideoDecoder } from './codec/video-decoder.ts';
import { openVideoEncoder } from './codec/video-encoder.ts';
import { createTestRoom } from './room/test-room.ts';
import { greyStampChroma, readStamp, stampBox, stampCells, writeStamp } from './stamp.ts';

const values = fc.oneof(
  fc.maxSafeNat(),
  fc.constantFrom(0, 1, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER),
);
const widths = fc.integer({ min: 45, max: 2000 }).map((half) => half * 2);

test('any value comes back from any picture that has room for it, whatever the picture', () => {
  fc.assert(
    fc.property(
      values,
      widths,
      fc.integer({ min: 0, max: 255 }),
      fc.nat(64),
      (value, width, grey, padding) => {
        const height = 40;
        const stride = width + padding;
        const plane = new Uint8Array(stride * height).fill(grey);
        assert.equal(writeStamp(plane, stride, width, height, value), true);
        assert.equal(readStamp(plane, stride, width, height), value);
      },
    ),
    { numRuns: 300 },
  );
});

test('a stamp touches only its box, which lies at the top and within the picture', () => {
  fc.assert(
    fc.property(values, widths, (value, width) => {
      const height = 32;
      const plane = new Uint8Array(width * height).fill(77);
      writeStamp(plane, width, width, height, value);
      const box = stampBox(width, height)!;
      assert.ok(box.x >= 0 && box.x + box.width <= width);
      for (let index = 0; index < plane.length; index++) {
        const x = index % width;
        const inside = index < box.height * width && x >= box.x && x < box.x + box.width;
        if (inside === (plane[index] === 77)) assert.fail(`${x},${Math.floor(index / width)}`);
      }
    }),
    { numRuns: 60 },
  );
});

test('who draws the columns by other means draws the same stamp', () => {
  fc.assert(
    fc.property(values, (value) => {
      const plane = new Uint8Array(720 * 8);
      writeStamp(plane, 720, 720, 8, value);
      const drawn = Array.from({ length: 90 }, (_, column) => plane[column * 8]! > 128);
      assert.deepEqual(stampCells(value), drawn);
    }),
  );
  assert.throws(() => stampCells(-1), RangeError);
});

test('cells of larger pictures are whole blocks on macroblocks', () => {
  for (const width of [720, 1280, 1366, 1920, 3072, 3088, 7680]) {
    const box = stampBox(width, 720)!;
    assert.equal(box.cell % 8, 0);
    assert.equal(box.x % 16, 0);
  }
});

test('what is no stamp is not read as one', () => {
  const width = 1280;
  const height = 8;
  const plain = new Uint8Array(width * height).fill(120);
  assert.equal(readStamp(plain, width, width, height), undefined);
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.integer({ min: 0, max: 71 }), (value, bit) => {
      const plane = new Uint8Array(width * height);
      writeStamp(plane, width, width, height, value);
      const { x, cell } = stampBox(width, height)!;
      const from = x + (9 + bit) * cell;
      for (let row = 0; row < cell; row++) {
        for (let at = from; at < from + cell; at++) plane[row * width + at] = 255 - plane[row * width + at]!;
      }
      assert.equal(readStamp(plane, width, width, height), undefined);
    }),
    { numRuns: 200 },
  );
});

test('a picture under 90 pixels wide has no stamp; a value that is no integer below 2^53 is refused', () => {
  const plane = new Uint8Array(88 * 16).fill(5);
  assert.equal(stampBox(88, 16), undefined);
  assert.equal(writeStamp(plane, 88, 88, 16, 1), false);
  assert.ok(plane.every((level) => level === 5));
  for (const value of [-1, 0.5, 2 ** 53, Number.NaN]) {
    assert.throws(() => writeStamp(plane, 88, 88, 16, value), RangeError);
  }
});

test('the chroma under a stamp becomes grey, in yuv420p and nv12, and nothing else', () => {
  const width = 720;
  const height = 16;
  const box = stampBox(width, height)!;
  const luma = new Uint8Array(width * height);
  const u = new Uint8Array((width / 2) * (height / 2)).fill(9);
  const uv = new Uint8Array(width * (height / 2)).fill(9);
  greyStampChroma([luma, u, u], [width, width / 2, width / 2], width, height);
  greyStampChroma([luma, uv], [width, width], width, height);
  assert.equal(countGrey(u), (box.width / 2) * (box.height / 2));
  assert.equal(countGrey(uv), box.width * (box.height / 2));
});

for (const [width, height, bitrateBps] of [
  [1280, 720, 1_000_000],
  [1920, 1080, 4_000_000],
] as const) {
  test(`stamps are read from every decoded picture at ${width}x${height} and ${bitrateBps / 1e6} Mbit/s`, () => {
    const size = { width, height };
    const room = createTestRoom(size, 0);
    const frame = allocateFrame(size);
    const target = { width, height, planes: frame.data!.slice(0, 3), strides: frame.linesize };
    const encoder = openVideoEncoder({ size, fps: 60, bitrateBps });
    const decoder = openVideoDecoder();
    let bytes = 0;
    for (let index = 0; index < 90; index++) {
      const value = 987_654_321_012 + index * 16_667;
      room.prepare();
      room.draw(target, index / 60, value);
      const encoded = encoder.encode(frame, value);
      bytes += encoded.data.length;
      const picture = decoder.decode(encoded.data)!;
      const read = readStamp(picture.planes[0]!, picture.strides[0]!, width, height);
      // At so low a rate the first pictures are grey: the room builds up within the first second.
      if (index >= 55) assert.equal(read, value);
      else assert.ok(read === value || read === undefined);
      picture.release();
    }
    assert.ok(bytes * 8 * (60 / 90) < bitrateBps * 1.2, `${bytes} bytes for 90 pictures`);
    encoder.close();
    decoder.close();
    frame.free();
  });
}

function countGrey(plane: Uint8Array): number {
  return plane.reduce((sum, level) => sum + (level === 128 ? 1 : 0), 0);
}
