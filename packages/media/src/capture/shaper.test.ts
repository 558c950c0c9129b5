import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  AV_PIX_FMT_BGR0,
  AV_PIX_FMT_GRAY8,
  AV_PIX_FMT_NV12,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUV420P10LE,
  AV_PIX_FMT_YUVJ420P,
  AV_PIX_FMT_YUYV422,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  type AVPixelFormat,
} from 'node-av/constants';
import { Frame } from 'node-av/lib';
import type { Size } from '../size.ts';
import { createShaper, type Shape, sourceSize } from './shaper.ts';

/** Upper left, upper right, lower left, lower right. */
const CORNERS = [40, 90, 140, 190] as const;
const SIZE = { width: 64, height: 32 };

const TURNS: readonly (readonly [Shape, Size, readonly number[]])[] = [
  [{}, SIZE, [40, 90, 140, 190]],
  [{ mirror: true }, SIZE, [90, 40, 190, 140]],
  [{ rotate: 90 }, { width: 32, height: 64 }, [140, 40, 190, 90]],
  [{ rotate: 90, mirror: true }, { width: 32, height: 64 }, [40, 140, 90, 190]],
  [{ rotate: 180 }, SIZE, [190, 140, 90, 40]],
  [{ rotate: 180, mirror: true }, SIZE, [140, 190, 40, 90]],
  [{ rotate: 270 }, { width: 32, height: 64 }, [90, 190, 40, 140]],
  [{ rotate: 270, mirror: true }, { width: 32, height: 64 }, [190, 90, 140, 40]],
];

for (const [shape, size, corners] of TURNS) {
  for (const format of [AV_PIX_FMT_YUV420P, AV_PIX_FMT_NV12]) {
    test(`${JSON.stringify(shape)} puts the corners where they belong, in pixel format ${format}`, (t) => {
      const shaper = createShaper(SIZE, shape);
      t.after(() => shaper.close());
      assert.deepEqual(shaper.size, size);
      const output = shaper.convert(draw(t, SIZE, format));
      assert.equal(output.format, format);
      assert.deepEqual(cornersOf(output), corners);
      // Consumers index rows upwards.
      assert.ok(output.linesize[0]! > 0);
    });
  }
}

test('what is not asked for costs nothing: the very frame comes out again', (t) => {
  const shaper = createShaper(SIZE, { rotate: 0, mirror: false });
  t.after(() => shaper.close());
  const source = draw(t, SIZE, AV_PIX_FMT_YUV420P);
  assert.equal(shaper.convert(source), source);
});

test('a crop is a part of the source before it is turned, and copies no pixel', (t) => {
  const crop = { x: 0.5, y: 0, width: 0.5, height: 0.5 };
  const plain = createShaper(SIZE, { crop });
  t.after(() => plain.close());
  assert.deepEqual(plain.size, { width: 32, height: 16 });
  const source = draw(t, SIZE, AV_PIX_FMT_YUV420P);
  const output = plain.convert(source);
  assert.deepEqual(cornersOf(output), [90, 90, 90, 90]);
  assert.equal(output.linesize[0], source.linesize[0]);
  const turned = createShaper(SIZE, { crop, rotate: 90, size: { width: 64, height: 128 } });
  t.after(() => turned.close());
  assert.deepEqual(turned.size, { width: 64, height: 128 });
  assert.deepEqual(cornersOf(turned.convert(source)), [90, 90, 90, 90]);
});

test('a wanted size is one after turning', (t) => {
  const shaper = createShaper({ width: 640, height: 360 }, { rotate: 90, size: { width: 360, height: 640 } });
  t.after(() => shaper.close());
  assert.deepEqual(shaper.size, { width: 360, height: 640 });
});

test('of a source that is cropped and turned, as many pixels are asked for as are left in the end', () => {
  const size = { width: 720, height: 1280 };
  const crop = { x: 0.25, y: 0, width: 0.5, height: 1 };
  assert.deepEqual(sourceSize({ size, crop, rotate: 270 }), { width: 2560, height: 720 });
  assert.deepEqual(sourceSize({ size }), size);
  assert.equal(sourceSize({ crop }), undefined);
});

test('a source that changes its proportions gets black bars, and loses them when it changes back', (t) => {
  const shaper = createShaper(SIZE, { size: SIZE });
  t.after(() => shaper.close());
  assert.deepEqual(cornersOf(shaper.convert(draw(t, SIZE, AV_PIX_FMT_YUV420P))), CORNERS);
  const tall = shaper.convert(draw(t, { width: 32, height: 64 }, AV_PIX_FMT_YUV420P));
  assert.deepEqual([tall.width, tall.height], [64, 32]);
  assert.deepEqual(cornersOf(tall), [16, 16, 16, 16]);
  assert.equal(at(tall, 28, 8), 40);
  assert.equal(at(tall, 36, 24), 190);
  const larger = shaper.convert(draw(t, { width: 128, height: 64 }, AV_PIX_FMT_NV12));
  assert.deepEqual(cornersOf(larger), CORNERS);
});

const SOURCES: readonly (readonly [what: string, Size, AVPixelFormat])[] = [
  ['one pixel', { width: 1, height: 1 }, AV_PIX_FMT_RGB24],
  ['one pixel of grey', { width: 1, height: 1 }, AV_PIX_FMT_GRAY8],
  ['odd sizes', { width: 63, height: 31 }, AV_PIX_FMT_YUV420P],
  ['a row', { width: 255, height: 1 }, AV_PIX_FMT_YUV420P],
  ['grey', SIZE, AV_PIX_FMT_GRAY8],
  ['RGB', SIZE, AV_PIX_FMT_RGB24],
  ['BGR0', SIZE, AV_PIX_FMT_BGR0],
  ['YUYV', SIZE, AV_PIX_FMT_YUYV422],
  ['ten bits', SIZE, AV_PIX_FMT_YUV420P10LE],
  ['full range', SIZE, AV_PIX_FMT_YUVJ420P],
  ['8K', { width: 7680, height: 4320 }, AV_PIX_FMT_YUV420P],
];

for (const [what, size, format] of SOURCES) {
  test(`${what} in mid-stream becomes a picture of the size that was promised, in limited range`, (t) => {
    for (const shape of [
      {},
      { rotate: 90, mirror: true, crop: { x: 0.1, y: 0.1, width: 0.8, height: 0.8 } },
    ] as Shape[]) {
      const shaper = createShaper(SIZE, shape);
      t.after(() => shaper.close());
      shaper.convert(draw(t, SIZE, AV_PIX_FMT_YUV420P));
      const output = shaper.convert(draw(t, size, format));
      assert.deepEqual({ width: output.width, height: output.height }, shaper.size);
      assert.ok(output.format === AV_PIX_FMT_YUV420P || output.format === AV_PIX_FMT_NV12);
      assert.equal(output.colorRange, AVCOL_RANGE_MPEG);
      const source = createShaper(size, shape);
      t.after(() => source.close());
      const native = source.convert(draw(t, size, format));
      assert.deepEqual({ width: native.width, height: native.height }, source.size);
      assert.ok(source.size.width % 2 === 0 && source.size.height % 2 === 0);
    }
  });
}

const BYTES_PER_PIXEL: ReadonlyMap<AVPixelFormat, number> = new Map<AVPixelFormat, number>([
  [AV_PIX_FMT_YUYV422, 2],
  [AV_PIX_FMT_RGB24, 3],
  [AV_PIX_FMT_BGR0, 4],
]);

/** A picture of four fields. Pixels of packed formats get the level of their corner in every byte. */
function draw(t: TestContext, size: Size, format: AVPixelFormat): Frame {
  const frame = new Frame();
  t.after(() => frame.free());
  frame.alloc();
  frame.width = size.width;
  frame.height = size.height;
  frame.format = format;
  assert.ok(frame.getBuffer(0) >= 0);
  const isYuv = format === AV_PIX_FMT_YUV420P || format === AV_PIX_FMT_NV12;
  frame.colorRange = format === AV_PIX_FMT_YUVJ420P ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  if (isYuv) frame.colorSpace = AVCOL_SPC_BT709;
  frame.data!.forEach((plane, index) => {
    plane.fill(index === 0 && format !== AV_PIX_FMT_YUV420P10LE ? 0 : 128);
  });
  const luma = frame.data![0]!;
  const stride = frame.linesize[0]!;
  const perPixel = BYTES_PER_PIXEL.get(format) ?? 1;
  if (format === AV_PIX_FMT_YUV420P10LE) return frame;
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width * perPixel; x++) {
      const right = x >= (size.width * perPixel) / 2 ? 1 : 0;
      const lower = y >= size.height / 2 ? 2 : 0;
      luma[y * stride + x] = CORNERS[right + lower]!;
    }
  }
  return frame;
}

function cornersOf(frame: Frame): number[] {
  const { width, height } = frame;
  return [
    at(frame, 2, 2),
    at(frame, width - 3, 2),
    at(frame, 2, height - 3),
    at(frame, width - 3, height - 3),
  ];
}

function at(frame: Frame, x: number, y: number): number {
  return frame.data![0]![y * frame.linesize[0]! + x]!;
}
