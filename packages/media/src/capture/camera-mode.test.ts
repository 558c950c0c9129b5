import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CameraMode, chooseModes } from './camera-mode.ts';

const HD = { width: 1280, height: 720 };
const FULL_HD = { width: 1920, height: 1080 };

/** A webcam on USB 2: plain pictures are small or slow, JPEGs are neither. */
const WEBCAM: readonly CameraMode[] = [
  mode(640, 480, 30, 'yuyv422'),
  mode(1280, 720, 10, 'yuyv422'),
  mode(1920, 1080, 5, 'yuyv422'),
  mode(640, 480, 60, undefined),
  mode(1280, 720, 60, undefined),
  mode(1280, 960, 60, undefined),
  mode(1920, 1080, 30, undefined),
  mode(3840, 2160, 15, undefined),
];

test('a camera is set to the very mode that is asked for, and not faster', () => {
  assert.deepEqual(chooseModes(WEBCAM, HD, 30)[0], { ...HD, fps: 30, format: 'mjpeg' });
  assert.deepEqual(chooseModes(WEBCAM, { width: 1280, height: 960 }, 60)[0]?.height, 960);
});

test('a fast mode of the same shape is preferred to a slow one of the very size', () => {
  assert.equal(chooseModes(WEBCAM, { width: 3840, height: 2160 }, 60)[0]?.width, 1280);
  assert.equal(chooseModes(WEBCAM, FULL_HD, 30)[0]?.width, 1920);
});

test('a size between two modes takes the larger', () => {
  assert.equal(chooseModes(WEBCAM, { width: 1600, height: 900 }, 30)[0]?.width, 1920);
});

test('plain pictures are taken where they are fast enough, since nothing has to be decoded', () => {
  const webcam = [...WEBCAM, mode(1280, 720, 30, 'yuyv422'), mode(1280, 720, 29.97, 'nv12')];
  assert.deepEqual(formats(chooseModes(webcam, HD, 30)).slice(0, 4), ['nv12', 'yuyv422', 'mjpeg', 'h264']);
  assert.equal(chooseModes(webcam, HD, 60)[0]?.format, 'mjpeg');
  assert.equal(chooseModes(webcam, FULL_HD, 30)[0]?.format, 'mjpeg');
});

test('H.264 comes after MJPEG of the same size, and before where it is to be passed on', () => {
  assert.deepEqual(formats(chooseModes(WEBCAM, FULL_HD, 30)).slice(0, 2), ['mjpeg', 'h264']);
  assert.deepEqual(formats(chooseModes(WEBCAM, FULL_HD, 30, true)).slice(0, 2), ['h264', 'mjpeg']);
});

test('formats that nobody has thought of come last of the plain ones', () => {
  const camera = [
    mode(1280, 720, 60, undefined),
    mode(1280, 720, 60, 'bayer_rggb8'),
    mode(1280, 720, 60, 'uyvy422'),
  ];
  assert.deepEqual(formats(chooseModes(camera, HD, 60)), ['uyvy422', 'bayer_rggb8', 'mjpeg', 'h264']);
});

test('a camera that names no modes leaves no choice', () => {
  assert.deepEqual(chooseModes([], HD, 30), []);
});

test('whatever a camera lists, every mode stays a choice, none faster than asked', () => {
  const side = fc.integer({ min: 1, max: 8192 });
  const modes = fc.array(
    fc.record({
      width: side,
      height: side,
      fps: fc.double({ min: 0, max: 240, noNaN: true }),
      format: fc.option(fc.constantFrom('nv12', 'yuyv422', 'gray'), { nil: undefined }),
    }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(
      modes,
      side,
      side,
      fc.double({ min: 1, max: 240, noNaN: true }),
      (modes, width, height, fps) => {
        const choices = chooseModes(modes, { width, height }, fps);
        assert.equal(
          choices.length,
          modes.length + modes.filter(({ format }) => format === undefined).length,
        );
        assert.ok(choices.every((choice) => choice.fps <= fps));
      },
    ),
  );
});

function mode(width: number, height: number, fps: number, format: string | undefined): CameraMode {
  return { width, height, fps, format };
}

function formats(choices: readonly { format: string }[]): string[] {
  return choices.map(({ format }) => format);
}
