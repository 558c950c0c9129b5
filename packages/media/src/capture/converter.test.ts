import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AV_PIX_FMT_BGR0,
  AV_PIX_FMT_NV12,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_YUVJ420P,
  type AVPixelFormat,
} from 'node-av/constants';
import { Frame } from 'node-av/lib';
import type { Size } from '../size.ts';
import { createConverter, fitSize } from './converter.ts';
import { createPicture } from './picture.ts';

test('RGB becomes BT.709 limited range, whatever the order of its bytes and its size', () => {
  const patches = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 255],
    [0, 0, 0],
    [180, 140, 60],
  ] as const;
  const converter = createConverter({ width: 64, height: 48 });
  for (const [red, green, blue] of patches) {
    for (const [format, bytes] of [
      [AV_PIX_FMT_BGR0, [blue, green, red, 255]],
      [AV_PIX_FMT_RGB24, [red, green, blue]],
    ] as const) {
      const source = createFrame(128, 96, format);
      fillPixels(source, bytes);
      const picture = converter.convert(source);
      const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      const wanted = [
        16 + (219 * luma) / 255,
        128 + (224 * (blue - luma)) / 1.8556 / 255,
        128 + (224 * (red - luma)) / 1.5748 / 255,
      ];
      wanted.forEach((level, plane) => {
        const got = picture.data![plane]![picture.linesize[plane]! * 10 + 10]!;
        assert.ok(
          Math.abs(got - level) <= 2,
          `plane ${plane} of ${red},${green},${blue}: ${got}, not ${level}`,
        );
      });
      source.free();
    }
  }
  converter.close();
});

test('JPEG pictures lose their full range and their BT.601', () => {
  const converter = createConverter({ width: 64, height: 64 });
  const source = createFrame(64, 64, AV_PIX_FMT_YUVJ420P);
  // Pure red as JFIF has it.
  [76, 85, 255].forEach((level, plane) => source.data![plane]!.fill(level));
  const picture = converter.convert(source);
  [63, 102, 240].forEach((level, plane) => {
    const got = picture.data![plane]![picture.linesize[plane]! * 8 + 8]!;
    assert.ok(Math.abs(got - level) <= 2, `plane ${plane}: ${got}, not ${level}`);
  });
  source.free();
  converter.close();
});

test('a picture that is ready is handed through; the converter reuses its own picture otherwise', () => {
  const size = { width: 1280, height: 720 };
  const converter = createConverter(size);
  const ready = createPicture(size);
  const nv12 = createFrame(1280, 720, AV_PIX_FMT_NV12);
  const other = createPicture({ width: 640, height: 360 });
  assert.equal(converter.convert(ready), ready);
  assert.equal(converter.convert(nv12), nv12);
  assert.notEqual(converter.convert(other), other);
  assert.equal(converter.convert(other), converter.convert(other));
  for (const frame of [ready, nv12, other]) frame.free();
  converter.close();
});

test('sizes keep their proportions within what is wanted, and become even', () => {
  assert.deepEqual(fitSize(size(1921, 1081), undefined), size(1920, 1080));
  assert.deepEqual(fitSize(size(1920, 1080), size(1280, 720)), size(1280, 720));
  assert.deepEqual(fitSize(size(640, 480), size(1280, 720)), size(960, 720));
  assert.deepEqual(fitSize(size(1366, 768), size(1280, 720)), size(1280, 720));
  assert.deepEqual(fitSize(size(1, 1), undefined), size(2, 2));
});

function size(width: number, height: number): Size {
  return { width, height };
}

function createFrame(width: number, height: number, format: AVPixelFormat): Frame {
  const frame = new Frame();
  frame.alloc();
  frame.width = width;
  frame.height = height;
  frame.format = format;
  assert.equal(frame.getBuffer(0), 0);
  return frame;
}

function fillPixels(frame: Frame, bytes: readonly number[]): void {
  const plane = frame.data![0]!;
  for (let y = 0; y < frame.height; y++) {
    for (let x = 0; x < frame.width; x++) plane.set(bytes, y * frame.linesize[0]! + x * bytes.length);
  }
}
