import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { AV_PIX_FMT_YUV420P, AVCOL_RANGE_MPEG } from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import { encodeImage } from '../testing/image.ts';
import type { Capture, CapturedPicture } from './capture.ts';
import { openDeviceCapture } from './device-capture.ts';
import { createJpegCheck } from './jpeg-check.ts';
import { checkOptions } from './options.ts';

const SIZE = { width: 640, height: 480 };
/** 100 in full range is 102 in limited range. */
const LEVEL = 102;

test('a camera that sends other sizes and formats than it said gives pictures of the first size', async (t) => {
  const pictures = [
    encodeImage('mjpeg', 100),
    encodeImage('mjpeg', 100, { width: 320, height: 240 }),
    encodeImage('mjpeg422', 100),
    encodeImage('mjpeg', 100, { width: 33, height: 25 }),
    encodeImage('mjpeg', 100, { width: 1, height: 1 }),
    encodeImage('mjpeg', 100, { width: 7680, height: 4320 }),
    encodeImage('mjpeg422', 100, { width: 48, height: 64 }),
    encodeImage('mjpeg', 100),
  ];
  const seen = await film(t, pictures);
  assert.ok(seen.pictures >= 1);
  assert.equal(seen.pictures + seen.late + seen.broken, pictures.length);
  assert.equal(seen.broken, 0);
});

test('broken JPEGs are thrown away and counted', async (t) => {
  const good = encodeImage('mjpeg', 100);
  const pictures = [
    good,
    good.subarray(0, good.length >> 1),
    good,
    Buffer.concat([good.subarray(0, 200), Buffer.alloc(300, 0x55), Buffer.from([0xff, 0xd9])]),
    good,
  ];
  const seen = await film(t, pictures);
  assert.ok(seen.pictures >= 1);
});

test('JPEGs of a camera that has a mistake in each are better than no picture', async (t) => {
  const good = encodeImage('mjpeg', 100, { width: 320, height: 240 });
  const flawed = Buffer.concat([good.subarray(0, -40), Buffer.alloc(38, 0x55), Buffer.from([0xff, 0xd9])]);
  const seen = await film(
    t,
    Array.from({ length: 120 }, () => flawed),
  );
  assert.ok(seen.pictures >= 1 && seen.broken >= 1, JSON.stringify(seen));
});

test('a camera that sends nothing but garbage ends with an error, not with a picture', async (t) => {
  const pictures = Array.from({ length: 20 }, (_, index) =>
    Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(200, index * 11), Buffer.from([0xff, 0xd9])]),
  );
  await assert.rejects(film(t, [...pictures]));
});

for (const source of [
  'color=0x646464:size=64x48:rate=50,format=gray',
  'color=0x646464:size=64x48:rate=50,format=rgb24',
  'color=0x646464:size=64x48:rate=50,format=yuv420p10le',
  'color=0x646464:size=64x48:rate=50,format=yuv444p,setrange=full',
  'color=0x646464:size=1x1:rate=50,format=rgb24',
  'color=0x646464:size=63x47:rate=50,format=yuv422p',
  'color=0x646464:size=7680x4320:rate=50,format=nv12',
  'color=0x646464:size=64x48:rate=50,setpts=if(mod(N\\,2)\\,PTS-1000/TB\\,PTS+1000/TB)',
  'color=0x646464:size=64x48:rate=50,setpts=PTS+floor(N/2)*0.1/TB',
]) {
  test(`a camera such as ${source} gives pictures like any other`, async (t) => {
    const request = { format: 'lavfi', url: `${source},realtime`, subject: 'test camera' };
    const capture = await open(t, request);
    let before = -Infinity;
    for (let count = 0; count < 3; count++) before = check(capture, (await capture.next())!, before);
  });
}

test('a JPEG without its end is taken after all from cameras that never write one', () => {
  const whole = encodeImage('mjpeg', 100);
  const open = whole.subarray(0, whole.length - 2);
  const careless = createJpegCheck();
  const taken = Array.from({ length: 40 }, () => careless(open));
  assert.deepEqual([taken[0], taken[29], taken[30], taken[39]], [false, false, true, true]);
  const careful = createJpegCheck();
  assert.ok(careful(Buffer.concat([whole, Buffer.alloc(600)])), 'padded with zeros');
  for (let count = 0; count < 40; count++) assert.equal(careful(open), false);
  assert.equal(careful(null), false);
});

/** Shows a camera's JPEGs one after the other, until it ends. */
async function film(
  t: TestContext,
  pictures: readonly Buffer[],
): Promise<{ pictures: number; late: number; broken: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'ajar-bad-camera-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'camera.mjpeg');
  writeFileSync(path, Buffer.concat(pictures));
  const capture = await open(t, {
    format: 'mjpeg',
    url: path,
    subject: 'test camera',
    options: { framerate: '50' },
  });
  let count = 0;
  let before = -Infinity;
  try {
    for (;;) {
      before = check(capture, (await capture.next())!, before);
      count++;
    }
  } catch (error) {
    if (count === 0 || !/has gone/.test(String(error))) throw error;
  }
  return { pictures: count, ...capture.drops };
}

async function open(
  t: TestContext,
  request: { format: string; url: string; subject: string; options?: Record<string, string> },
): Promise<Capture> {
  const capture = await openDeviceCapture([request], checkOptions({ nowUs, size: SIZE }));
  t.after(() => capture.close());
  return capture;
}

function check(capture: Capture, { frame, capturedUs }: CapturedPicture, before: number): number {
  assert.deepEqual({ width: frame.width, height: frame.height }, capture.size);
  assert.equal(frame.format, AV_PIX_FMT_YUV420P);
  assert.equal(frame.colorRange, AVCOL_RANGE_MPEG);
  assert.ok(capturedUs >= before && capturedUs <= nowUs());
  const level = levelOf(frame);
  assert.ok(Math.abs(level - LEVEL) <= 3, `${level}`);
  return capturedUs;
}

/** In the middle, between any bars. */
function levelOf(frame: Frame): number {
  return frame.data![0]![frame.linesize[0]! * (frame.height >> 1) + (frame.width >> 1)]!;
}

function nowUs(): number {
  return performance.now() * 1000;
}
