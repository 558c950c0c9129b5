import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BLOCK_FRAMES, BLOCK_SAMPLES, BLOCK_US } from '../format.ts';
import { RenderTrack } from './render-track.ts';

const toneHz = 300;

test('what was heard at a time is found again at that time, though its blocks are announced with 4 ms of jitter', () => {
  const errors = follow({ jitterUs: 4000 });
  assert.ok(median(errors) < 300, `${median(errors)} µs`);
});

test('a loudspeaker whose clock is 300 ppm off is followed without a jump', () => {
  const track = new RenderTrack();
  const errors = follow({ track, fastPpm: 300, seconds: 120 });
  assert.ok(Math.max(...errors.slice(-500)) < 400, `${Math.max(...errors.slice(-500))} µs`);
  assert.equal(track.jumps, 0);
});

test('a device that was opened anew is found again within a frame', () => {
  const track = new RenderTrack();
  follow({ track });
  const errors = follow({ track, fromUs: 200e6 });
  assert.ok(median(errors) < 300);
  assert.equal(track.jumps, 1);
});

test('what is not known is silence', () => {
  const track = new RenderTrack();
  const into = new Float32Array(480).fill(1);
  track.pull(0, into);
  assert.ok(into.every((sample) => sample === 0));
  track.push(new Float32Array(BLOCK_SAMPLES).fill(0.5), 1e6);
  track.pull(2e6, into);
  assert.ok(into.every((sample) => sample === 0));
  track.push(new Float32Array(BLOCK_SAMPLES).fill(Number.NaN), 1e6 + BLOCK_US);
  track.pull(1e6, into);
  assert.ok(into.every(Number.isFinite));
});

interface Room {
  track?: RenderTrack;
  jitterUs?: number;
  fastPpm?: number;
  seconds?: number;
  fromUs?: number;
}

/** Plays a tone, and reads it 50 ms later by its times. Gives by how much the tone is shifted, µs, frame by frame from the third second on. */
function follow(room: Room): number[] {
  const { track = new RenderTrack(), jitterUs = 0, fastPpm = 0, seconds = 10, fromUs = 1e6 } = room;
  const block = new Float32Array(BLOCK_SAMPLES);
  const frame = new Float32Array(480);
  const errors: number[] = [];
  const blockUs = BLOCK_US / (1 + fastPpm / 1e6);
  let random = 1;
  let readUs = fromUs + 100_000;
  for (let number = 0; number < seconds * 200; number++) {
    for (let i = 0; i < BLOCK_FRAMES; i++) {
      const heardUs = fromUs + number * blockUs + (i * blockUs) / BLOCK_FRAMES;
      block[2 * i] = block[2 * i + 1] = 0.5 * Math.sin(2 * Math.PI * toneHz * heardUs * 1e-6);
    }
    random = (random * 16_807) % 2_147_483_647;
    track.push(block, fromUs + number * blockUs + (random / 2_147_483_647 - 0.5) * jitterUs);
    if (fromUs + number * blockUs < readUs + 60_000) continue;
    track.pull(readUs, frame);
    if (readUs > fromUs + 3e6) errors.push(Math.abs(shiftUs(frame, readUs)));
    readUs += 10_000;
  }
  return errors;
}

/** By how much later than it should the tone is. */
function shiftUs(frame: Float32Array, fromUs: number): number {
  let sin = 0;
  let cos = 0;
  frame.forEach((sample, i) => {
    const phase = 2 * Math.PI * toneHz * (fromUs * 1e-6 + i / 48_000);
    sin += sample * Math.sin(phase);
    cos += sample * Math.cos(phase);
  });
  return (Math.atan2(-cos, sin) / (2 * Math.PI * toneHz)) * 1e6;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
