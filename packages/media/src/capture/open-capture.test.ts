import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MediaError, type MediaErrorCode } from '../error.ts';
import type { CaptureOptions } from './capture.ts';
import { openCapture } from './open-capture.ts';

const OTHER_CAMERA = process.platform === 'win32' ? 'avfoundation:0' : 'dshow:Camera';

const MISTAKES: readonly (readonly [
  spec: string,
  options: Partial<CaptureOptions>,
  code: MediaErrorCode,
  message: RegExp,
])[] = [
  ['', {}, 'bad-spec', /test:, x11:, file:/],
  ['camera', {}, 'bad-spec', /camera: no such source of pictures/],
  ['tes:room', {}, 'bad-spec', /test:, x11:/],
  ['test:', {}, 'bad-spec', /test:room/],
  ['test:garden', {}, 'bad-spec', /test:room or test:room\?room=N would do/],
  ['test:room?room=-1', {}, 'bad-spec', /test:room\?room=N/],
  ['test:room', { size: { width: 0, height: 720 } }, 'bad-spec', /size 0x720.*from 16 to 8192/],
  ['test:room', { size: { width: 1280.5, height: 720 } }, 'bad-spec', /whole number/],
  ['test:room', { size: { width: 99_999, height: 720 } }, 'bad-spec', /8192/],
  ['test:room', { fps: 0 }, 'bad-spec', /frame rate 0/],
  ['test:room', { fps: Number.NaN }, 'bad-spec', /frame rate NaN/],
  ['test:room', { fps: 1000 }, 'bad-spec', /at most 240/],
  ['test:room', { room: 0.5 }, 'bad-spec', /room 0.5/],
  [
    'test:room',
    { crop: { x: 0.5, y: 0, width: 0.6, height: 1 } },
    'bad-spec',
    /crop 0.5,0,0.6,1: .*fractions/,
  ],
  ['test:room', { rotate: 45 as 90 }, 'bad-spec', /rotation by 45/],
  ['test:room', { controls: { 'a,b': 1 } }, 'bad-spec', /control a,b=1/],
  ['test:room', { controls: { gain: 'x,y=2' } }, 'bad-spec', /control gain=x,y=2/],
  ['x11::0', { offset: { x: -1, y: 0 } }, 'bad-spec', /offset -1,0/],
  ['x11:nonsense', {}, 'bad-spec', /x11::0/],
  ['file:', {}, 'bad-spec', /needs a path/],
  ['file:/nowhere/room.mp4', {}, 'not-found', /\/nowhere\/room.mp4 does not exist/],
  ['file:.', {}, 'unsupported', /is a directory/],
  ['snapshot: ', {}, 'bad-spec', /needs a command/],
  [OTHER_CAMERA, {}, 'unsupported', /only (macOS|Windows) has such cameras; test:room works anywhere/],
];

for (const [spec, options, code, message] of MISTAKES) {
  test(`"${spec}" with ${JSON.stringify(options)} is refused in one line that helps`, async () => {
    const error: unknown = await openCapture(spec, { nowUs: () => 0, ...options }).then(
      () => undefined,
      (error: unknown) => error,
    );
    assert.ok(error instanceof MediaError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\n/);
  });
}

test('an odd size becomes even', async () => {
  const capture = await openCapture('test:room', { nowUs: () => 0, size: { width: 129, height: 73 } });
  assert.deepEqual(capture.size, { width: 128, height: 72 });
  await capture.close();
});

test('a camera that is not there is named, with those that are', async (t) => {
  if (process.platform !== 'linux') {
    t.skip('v4l2 exists on Linux only');
    return;
  }
  await assert.rejects(openCapture('v4l2:/dev/video97', { nowUs: () => 0 }), (error: MediaError) => {
    assert.equal(error.code, 'not-found');
    assert.match(error.message, /^v4l2:\/dev\/video97 does not exist; (present: v4l2:|no camera is present)/);
    return true;
  });
  await assert.rejects(openCapture('v4l2:', { nowUs: () => 0 }), /v4l2:\/dev\/video0/);
});

test('test:room is cropped, turned and mirrored like any other source', async (t) => {
  const capture = await openCapture('test:room', {
    nowUs: () => performance.now() * 1000,
    size: { width: 180, height: 320 },
    crop: { x: 0.25, y: 0.25, width: 0.5, height: 0.5 },
    rotate: 90,
    mirror: true,
  });
  t.after(() => capture.close());
  assert.deepEqual(capture.size, { width: 180, height: 320 });
  assert.match(capture.description, /^test room 0.*, cropped, turned by 90°, mirrored$/);
  const { frame } = (await capture.next())!;
  assert.deepEqual([frame.width, frame.height], [180, 320]);
});
