import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestMode } from './camera-mode.ts';

const MODES = [
  { width: 640, height: 480, fps: 60 },
  { width: 1280, height: 720, fps: 60 },
  { width: 1280, height: 960, fps: 60 },
  { width: 1920, height: 1080, fps: 30 },
  { width: 3840, height: 2160, fps: 15 },
];

test('a camera is set to the very mode that is asked for, and not faster', () => {
  assert.deepEqual(nearestMode(MODES, { width: 1280, height: 720 }, 30), {
    width: 1280,
    height: 720,
    fps: 30,
  });
  assert.deepEqual(nearestMode(MODES, { width: 1280, height: 960 }, 60), MODES[2]);
});

test('a fast mode of the same shape is preferred to a slow one of the very size', () => {
  assert.deepEqual(nearestMode(MODES, { width: 3840, height: 2160 }, 60)?.width, 1280);
  assert.deepEqual(nearestMode(MODES, { width: 1920, height: 1080 }, 30)?.width, 1920);
});

test('a size between two modes takes the larger', () => {
  assert.equal(nearestMode(MODES, { width: 1600, height: 900 }, 30)?.width, 1920);
});

test('a camera that names no modes has no nearest', () => {
  assert.equal(nearestMode([], { width: 640, height: 480 }, 30), undefined);
});
