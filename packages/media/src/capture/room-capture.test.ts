import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MediaError } from '../error.ts';
import { readStamp } from '../stamp.ts';
import type { Capture } from './capture.ts';
import { openCapture } from './open-capture.ts';

test('the pictures of test:room carry their own time, which grows at the wanted rate', async () => {
  const size = { width: 720, height: 404 };
  const capture = await openCapture('test:room', { nowUs, size, fps: 30 });
  const times: number[] = [];
  for (let index = 0; index < 12; index++) {
    const picture = (await capture.next())!;
    const { frame, capturedUs } = picture;
    assert.equal(frame.width, 720);
    assert.equal(frame.height, 404);
    assert.equal(readStamp(frame.data![0]!, frame.linesize[0]!, 720, 404), capturedUs);
    assert.ok(capturedUs <= nowUs());
    times.push(capturedUs);
  }
  // On a busy machine any of them may be late, the first by up to a picture; timers are never more than half a millisecond early.
  assert.ok(times.at(-1)! - times[0]! >= (10 * 1e6) / 30 - 1000);
  await capture.close();
});

test('a slow caller is given the picture of now, and what it missed is counted', async () => {
  let us = 0;
  const capture = await openCapture('test:room', {
    nowUs: () => us,
    size: { width: 128, height: 72 },
    fps: 50,
  });
  assert.equal((await capture.next())!.capturedUs, 0);
  us = 90_000;
  assert.equal((await capture.next())!.capturedUs, 90_000);
  assert.equal(capture.skipped, 3);
  await capture.close();
});

test('the room is chosen by its option or in the name, the name wins', async () => {
  const pixels: Buffer[] = [];
  for (const [spec, room] of [
    ['test:room', 1],
    ['test:room?room=1', 0],
    ['test:room', 0],
  ] as const) {
    const capture = await openCapture(spec, { nowUs: () => 0, size: { width: 128, height: 72 }, room });
    pixels.push(Buffer.from((await capture.next())!.frame.data![0]!));
    await capture.close();
  }
  assert.deepEqual(pixels[0], pixels[1]);
  assert.notDeepEqual(pixels[0], pixels[2]);
});

test('a picture that was drawn before it was due carries the time at which it was handed out', async () => {
  let us = 0;
  const size = { width: 256, height: 144 };
  const capture = await openCapture('test:room', { nowUs: () => us, size, fps: 50 });
  await capture.next();
  // Due in 20 ms by this clock, which goes on when the drawing has begun.
  const pending = capture.next();
  us = 20_123;
  const { frame, capturedUs } = (await pending)!;
  assert.equal(capturedUs, 20_123);
  assert.equal(readStamp(frame.data![0]!, frame.linesize[0]!, 256, 144), 20_123);
  await capture.close();
});

test('one pixel is refused in one line; odd sizes become even; a strip, a tower and 8K are drawn', async () => {
  for (const [width, height] of [
    [1, 1],
    [0, 720],
    [1280, -2],
    [9000, 720],
    [640.5, 360],
  ] as const) {
    await assert.rejects(openSize(width, height), (error: MediaError) => {
      assert.equal(error.code, 'bad-spec');
      assert.match(error.message, /^size \S+: each side must be a whole number of pixels from 16 to 8192$/);
      return true;
    });
  }
  for (const [width, height] of [
    [17, 17],
    [641, 361],
    [16, 400],
    [400, 16],
    [7680, 4320],
  ] as const) {
    const capture = await openSize(width, height);
    const { frame } = (await capture.next())!;
    const even = [width & ~1, height & ~1];
    assert.deepEqual([capture.size.width, capture.size.height], even);
    assert.deepEqual([frame.width, frame.height], even);
    assert.ok(frame.data![0]!.subarray(0, width & ~1).every((level) => level >= 16 && level <= 240));
    await capture.close();
  }
});

test('closing ends a pending next() and every later one; closing again does nothing', async () => {
  const capture = await openCapture('test:room', { nowUs, size: { width: 128, height: 72 }, fps: 0.01 });
  await capture.next();
  const pending = capture.next();
  await capture.close();
  await capture.close();
  assert.equal(await pending, null);
  assert.equal(await capture.next(), null);
});

function openSize(width: number, height: number): Promise<Capture> {
  return openCapture('test:room', { nowUs: () => 0, size: { width, height } });
}

function nowUs(): number {
  return performance.now() * 1000;
}
