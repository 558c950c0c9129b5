import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isKeyframe } from '../codec/annex-b.ts';
import { allocateFrame } from '../codec/picture-frame.ts';
import { readSequence } from '../codec/sequence.ts';
import { openVideoDecoder } from '../codec/video-decoder.ts';
import { openVideoEncoder } from '../codec/video-encoder.ts';
import { drawProbePicture } from '../probe-picture.ts';
import { openPipe } from '../testing/pipe.ts';
import type { Capture } from './capture.ts';
import { openDeviceCapture } from './device-capture.ts';
import { checkOptions } from './options.ts';

/** A camera that makes H.264 is an H.264 stream in a file or a pipe, read by the same code. */
const SIZE = { width: 320, height: 180 };

test('H.264 is decoded in its order, and the newest picture handed out', async (t) => {
  const { pictures } = encode(40);
  const capture = await openStream(t, Buffer.concat(pictures), {});
  assert.match(capture.description, /\(h264\), 320x180/);
  assert.deepEqual(capture.size, SIZE);
  let taken = 0;
  await assert.rejects(async () => {
    for (;;) {
      const { frame, encoded } = (await capture.next())!;
      assert.equal(encoded, undefined);
      assert.deepEqual([frame.width, frame.height], [320, 180]);
      taken++;
    }
  }, /has gone/);
  assert.ok(taken >= 1);
  assert.equal(taken + capture.drops.late + capture.drops.broken, 40);
});

test('H.264 is handed on as it is where that is wanted, keyframes with their parameter sets', async (t) => {
  const { pictures } = encode(20, { bareKeyframes: true });
  const { path, write } = openPipe(t);
  const opening = openDevice(t, path, { passThrough: true });
  write(Buffer.concat(pictures.slice(0, 4)));
  const capture = await opening;
  assert.match(capture.description, /h264 as the camera makes it, no keyframes on request/);
  using decoder = openVideoDecoder();
  let sent = 4;
  let keyframes = 0;
  for (let taken = 0; taken < 15; taken++) {
    while (sent < taken + 5 && sent < pictures.length) write(pictures[sent++]!);
    const { encoded, capturedUs } = (await capture.next())!;
    assert.ok(encoded && capturedUs <= nowUs());
    assert.equal(encoded.keyframe, isKeyframe(encoded.data));
    if (encoded.keyframe) {
      keyframes++;
      assert.ok(readSequence(encoded.data), 'begins with its parameter sets');
    }
    const picture = decoder.decode(encoded.data)!;
    assert.equal(picture.width, 320);
    picture.release();
  }
  assert.ok(keyframes >= 2);
  assert.deepEqual({ ...capture.drops }, { late: 0, broken: 0 });
});

test('cropping needs pictures, so H.264 is decoded for it', async (t) => {
  const { pictures } = encode(10);
  const crop = { x: 0, y: 0, width: 0.5, height: 0.5 };
  const capture = await openStream(t, Buffer.concat(pictures), { passThrough: true, crop });
  assert.deepEqual(capture.size, { width: 160, height: 90 });
  assert.equal((await capture.next())!.encoded, undefined);
});

test('H.264 cut and damaged anywhere ends without a crash', async (t) => {
  const { pictures } = encode(30);
  const whole = Buffer.concat(pictures);
  for (let round = 0; round < 12; round++) {
    const damaged = Buffer.from(
      whole.subarray(0, round % 2 ? whole.length : Math.floor((whole.length * (round + 1)) / 13)),
    );
    for (let bit = 0; bit < round * 3; bit++) {
      const at = 100 + ((bit * 7919 + round * 104_729) % (damaged.length - 100));
      damaged[at] = damaged[at]! ^ (1 << (bit % 8));
    }
    const capture = await openStream(t, damaged, {});
    await assert.rejects(async () => {
      while (await capture.next());
    });
    await capture.close();
  }
});

function encode(count: number, { bareKeyframes = false } = {}): { pictures: Buffer[] } {
  using encoder = openVideoEncoder({ size: SIZE, fps: 30, bitrateBps: 1_000_000, threads: 1 });
  const pictures: Buffer[] = [];
  const frame = allocateFrame(SIZE);
  for (let index = 0; index < count; index++) {
    drawProbePicture(frame.data!, frame.linesize, SIZE, index);
    const { data, keyframe } = encoder.encode(frame, index * 33_333, { keyframe: index % 8 === 0 });
    // As cameras do that send their parameter sets only once.
    const from = bareKeyframes && keyframe && index > 0 ? sliceStart(data) : 0;
    pictures.push(Buffer.from(data.subarray(from)));
  }
  frame.free();
  return { pictures };
}

function sliceStart(data: Uint8Array): number {
  for (let at = 0; at < data.length - 4; at++) {
    const isStart = data[at] === 0 && data[at + 1] === 0 && data[at + 2] === 1;
    if (isStart && (data[at + 3]! & 31) === 5) return at;
  }
  throw new Error('no slice');
}

function openStream(
  t: TestContext,
  bytes: Buffer,
  options: { passThrough?: boolean; crop?: { x: number; y: number; width: number; height: number } },
): Promise<Capture> {
  const folder = makeFolder(t);
  const path = join(folder, 'camera.h264');
  writeFileSync(path, bytes);
  return openDevice(t, path, options);
}

async function openDevice(t: TestContext, path: string, options: object): Promise<Capture> {
  const request = {
    format: 'h264',
    url: path,
    subject: 'test camera',
    options: { framerate: '30', probesize: '32', analyzeduration: '0' },
  };
  const capture = await openDeviceCapture([request], checkOptions({ nowUs, ...options }));
  t.after(() => capture.close());
  return capture;
}

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'ajar-camera-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function nowUs(): number {
  return performance.now() * 1000;
}
