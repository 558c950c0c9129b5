import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { PlanarPicture } from '../screen.ts';
import { packY4mFrame, y4mFrameBytes, y4mHeader } from './y4m.ts';

const size = fc.record({
  width: fc.integer({ min: 1, max: 33 }),
  height: fc.integer({ min: 1, max: 33 }),
  padding: fc.integer({ min: 0, max: 5 }),
});

test('the header says size, rate, chroma and range', () => {
  assert.equal(
    y4mHeader(1280, 720, 59.94),
    'YUV4MPEG2 W1280 H720 F59940:1000 Ip A1:1 C420mpeg2 XCOLORRANGE=LIMITED\n',
  );
});

test('a picture becomes its mark and planes, the same from both formats, without padding', () => {
  fc.assert(
    fc.property(size, fc.constantFrom('yuv420p', 'nv12' as const), ({ width, height, padding }, format) => {
      const into = new Uint8Array(y4mFrameBytes(width, height) + 3).fill(0xee);
      assert.equal(packY4mFrame(picture(width, height, format, padding), into), true);
      const expected = [...Buffer.from('FRAME\n')];
      for (const [plane, w, h] of planes(width, height)) {
        for (let row = 0; row < h; row += 1)
          for (let x = 0; x < w; x += 1) expected.push(sample(plane, x, row));
      }
      assert.deepEqual([...into], [...expected, 0xee, 0xee, 0xee]);
    }),
  );
});

test('planes that lack a byte are noticed', () => {
  for (const format of ['yuv420p', 'nv12'] as const) {
    const whole = picture(6, 5, format, 0);
    const into = new Uint8Array(y4mFrameBytes(6, 5));
    for (let index = 0; index < whole.planes.length; index += 1) {
      const short = whole.planes.map((plane, i) => (i === index ? plane.subarray(1) : plane));
      assert.equal(packY4mFrame({ ...whole, planes: short }, into), false);
      assert.equal(packY4mFrame({ ...whole, planes: whole.planes.slice(0, index) }, into), false);
      const narrow = whole.strides.map((stride, i) => (i === index ? stride - 1 : stride));
      assert.equal(packY4mFrame({ ...whole, strides: narrow }, into), false);
    }
  }
});

function planes(width: number, height: number): [plane: number, width: number, height: number][] {
  const w = (width + 1) >> 1;
  const h = (height + 1) >> 1;
  return [
    [0, width, height],
    [1, w, h],
    [2, w, h],
  ];
}

function sample(plane: number, x: number, row: number): number {
  return (plane * 80 + row * 7 + x) & 0xff;
}

function picture(width: number, height: number, format: 'yuv420p' | 'nv12', padding: number): PlanarPicture {
  const filled = planes(width, height).map(([plane, w, h]) => {
    const bytes = new Uint8Array((w + padding) * h);
    for (let row = 0; row < h; row += 1)
      for (let x = 0; x < w; x += 1) bytes[row * (w + padding) + x] = sample(plane, x, row);
    return { bytes, stride: w + padding };
  });
  const [y, u, v] = filled as [(typeof filled)[0], (typeof filled)[0], (typeof filled)[0]];
  if (format === 'yuv420p') {
    return {
      width,
      height,
      format,
      planes: [y.bytes, u.bytes, v.bytes],
      strides: [y.stride, u.stride, v.stride],
    };
  }
  const uv = new Uint8Array(u.bytes.length * 2);
  for (let i = 0; i < u.bytes.length; i += 1) {
    uv[i * 2] = u.bytes[i]!;
    uv[i * 2 + 1] = v.bytes[i]!;
  }
  return { width, height, format, planes: [y.bytes, uv], strides: [y.stride, u.stride * 2] };
}
