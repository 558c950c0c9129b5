import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { MediaError } from '../error.ts';
import type { Capture } from './capture.ts';
import { openDeviceCapture } from './device-capture.ts';

/** FFmpeg's synthetic device stands in for a camera: 100 pictures a second, as they become due. */
const CAMERA = 'testsrc2=size=320x240:rate=100,realtime';

test('pictures come at the pace of the device, converted, each newer than the one before', async (t) => {
  const capture = await openCamera(t, CAMERA);
  assert.deepEqual(capture.size, { width: 160, height: 120 });
  assert.equal(capture.fps, 100);
  let before = 0;
  for (let index = 0; index < 10; index++) {
    const { frame, capturedUs } = (await capture.next())!;
    assert.deepEqual([frame.width, frame.height], [160, 120]);
    assert.ok(capturedUs > before && capturedUs <= nowUs());
    before = capturedUs;
  }
  await capture.close();
  assert.equal(await capture.next(), null);
});

test('a slow caller gets the newest picture, the others are counted', async (t) => {
  const capture = await openCamera(t, CAMERA);
  const first = (await capture.next())!.capturedUs;
  while (capture.skipped < 5) await new Promise((resolve) => setImmediate(resolve));
  const { capturedUs } = (await capture.next())!;
  assert.ok(capturedUs - first >= 45_000, `${capturedUs - first} µs between the first and the seventh`);
  await capture.close();
});

test('a device that ends is an error once its last picture was taken', async (t) => {
  const capture = await openCamera(t, 'testsrc2=size=320x240:rate=100:duration=0.05');
  await assert.rejects(
    async () => {
      for (let index = 0; index < 6; index++) await capture.next();
    },
    (error: MediaError) => error.code === 'not-found' && error.message.startsWith('test camera has gone'),
  );
  await capture.close();
});

test('closing ends a pending next(), and may be done twice', async (t) => {
  const capture = await openCamera(t, 'testsrc2=size=320x240:rate=4,realtime');
  await capture.next();
  const pending = capture.next();
  await capture.close();
  await capture.close();
  assert.equal(await pending, null);
});

test('where the first way to open it is not supported, the next is tried; else its error is told', async () => {
  const wrong = { format: 'lavfi', url: 'no_such_source', subject: 'test camera' };
  const right = { format: 'lavfi', url: CAMERA, subject: 'test camera' };
  const capture = await openDeviceCapture([wrong, right], { nowUs, fps: 60 });
  assert.ok(await capture.next());
  await capture.close();
  await assert.rejects(openDeviceCapture([wrong, wrong], { nowUs, fps: 60 }), /^MediaError: test camera/);
});

async function openCamera(t: TestContext, url: string): Promise<Capture> {
  const request = { format: 'lavfi', url, subject: 'test camera' };
  const capture = await openDeviceCapture([request], { nowUs, fps: 60, size: { width: 160, height: 120 } });
  t.after(() => capture.close());
  return capture;
}

/** Far from the synthetic device's own clock, which begins at 0. */
function nowUs(): number {
  return 1e12 + performance.now() * 1000;
}
