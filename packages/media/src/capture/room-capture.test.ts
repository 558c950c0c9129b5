import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readStamp } from '../stamp.ts';
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
  // Timers are late on a busy machine, but never more than half a millisecond early.
  assert.ok(times.at(-1)! - times[0]! >= (11 * 1e6) / 30 - 1000);
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

test('closing ends a pending next() and every later one; closing again does nothing', async () => {
  const capture = await openCapture('test:room', { nowUs, size: { width: 128, height: 72 }, fps: 0.01 });
  await capture.next();
  const pending = capture.next();
  await capture.close();
  await capture.close();
  assert.equal(await pending, null);
  assert.equal(await capture.next(), null);
});

function nowUs(): number {
  return performance.now() * 1000;
}
