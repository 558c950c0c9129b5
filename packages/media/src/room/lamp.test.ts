import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openCapture } from '../capture/open-capture.ts';
import { stampBox } from '../stamp.ts';
import { FLASH_EVERY_US, FLASH_US, lampBox, lightLamp } from './lamp.ts';

const size = { width: 640, height: 360 };

test('the lamp of test:room shines in the pictures that are captured within a flash, and in no other', async () => {
  const first = 3 * FLASH_EVERY_US;
  for (const [atUs, isLit] of [
    [first - 1, false],
    [first, true],
    [first + FLASH_US - 1, true],
    [first + FLASH_US, false],
    [first + FLASH_EVERY_US, true],
  ] as const) {
    const capture = await openCapture('test:room', { nowUs: () => atUs, size, fps: 60 });
    const { frame, capturedUs } = (await capture.next())!;
    assert.equal(capturedUs, atUs);
    const level = brightness(frame.data![0]!, frame.linesize[0]!);
    assert.ok(isLit ? level > 225 : level < 130, `${level} at ${atUs - first}`);
    await capture.close();
  }
});

test('it hangs within the picture, beside the stamp, whatever the size', () => {
  const side = fc.integer({ min: 8, max: 4096 }).map((half) => 2 * half);
  fc.assert(
    fc.property(side, side, (width, height) => {
      const box = lampBox(width, height);
      const stamp = stampBox(width, height);
      assert.ok(box.x >= (stamp ? stamp.x + stamp.width : 0));
      assert.ok(box.x + box.width <= width && box.height <= height);
      assert.ok([box.x, box.width, box.height].every((value) => value % 2 === 0 && value >= 0));
      assert.equal(box.width, 2 * box.height);
    }),
  );
});

test('lighting it touches nothing else, and leaves it without colour', () => {
  const { width, height } = size;
  const planes = [width * height, (width * height) / 4, (width * height) / 4].map((bytes) =>
    Buffer.alloc(bytes, 77),
  );
  lightLamp({ width, height, planes, strides: [width, width / 2, width / 2] });
  const box = lampBox(width, height);
  for (const [index, plane] of planes.entries()) {
    const shrink = index === 0 ? 1 : 2;
    for (const [at, level] of plane.entries()) {
      const x = (at % (width / shrink)) * shrink;
      const y = Math.floor(at / (width / shrink)) * shrink;
      const isInside = x >= box.x && x < box.x + box.width && y < box.height;
      assert.ok(level === 77 || (isInside && level === (index === 0 ? 235 : 128)), `${level} at ${x},${y}`);
    }
  }
  assert.ok(planes[0]!.filter((level) => level === 235).length > 0.7 * box.width * box.height);
});

/** Mean of the lamp's middle. */
function brightness(luma: Buffer, stride: number): number {
  const box = lampBox(size.width, size.height);
  let sum = 0;
  for (let row = 0; row < box.height / 2; row++)
    for (let x = box.x + box.height - 4; x < box.x + box.height + 4; x++) sum += luma[row * stride + x]!;
  return sum / (8 * (box.height / 2));
}
