import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Devices } from './survey.ts';
import { deviceTable } from './table.ts';

const nothing: Devices = {
  cameras: [],
  microphones: [],
  loudspeakers: [],
  monitors: [],
  encoders: [],
  decoders: [],
  problems: [],
};

test('a machine without anything is told what works without it', () => {
  const text = deviceTable(nothing).join('\n');
  assert.match(text, /Cameras\n {2}no camera; test:room works without one/);
  assert.match(text, /Monitors\n {2}no monitor; the page \(browser:\) works without one/);
});

test('what could not be looked for is told with the reason', () => {
  const text = deviceTable({ ...nothing, problems: [{ kind: 'cameras', message: 'ended by SIGSEGV' }] }).join(
    '\n',
  );
  assert.match(text, /Cameras\n {2}not known: ended by SIGSEGV/);
});

test('cameras come with their largest modes first, and the count of what is left out', () => {
  const modes = Array.from({ length: 8 }, (_, index) => ({
    width: 640 + index * 16,
    height: 480,
    fps: 30,
    format: index === 7 ? undefined : 'nv12',
  }));
  const cameras = [{ spec: 'v4l2:/dev/video0', name: 'Owl', modes }];
  const lines = deviceTable({ ...nothing, cameras });
  assert.equal(lines[1], '  v4l2:/dev/video0  Owl');
  assert.match(lines[2]!, /^ {4}752x480@30 compressed, 736x480@30 nv12, .*, 2 more \(--json\)$/);
});

test('encoders that work come in order, the others by name alone', () => {
  const text = deviceTable({
    ...nothing,
    encoders: [
      { name: 'h264_nvenc', codec: 'h264', hardware: true, works: false, reason: 'no card' },
      { name: 'libx264', codec: 'h264', hardware: false, works: true, reason: null },
    ],
    monitors: [{ index: 0, name: 'DP-1', x: 0, y: 0, width: 1920, height: 1080, refreshHz: 60, scale: 2 }],
  }).join('\n');
  assert.match(text, /trying\n {2}libx264 {2}h264 {2}software\n {2}not here: h264_nvenc\n/);
  assert.match(text, /0 {2}DP-1 {2}1920x1080 60 Hz at 0,0, 2 pixels to a point/);
});
