import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BLOCK_SAMPLES } from './format.ts';
import { LevelMeter, toDbfs } from './level.ts';

test('no sound and digital silence have no level', () => {
  const meter = new LevelMeter();
  assert.deepEqual(meter.level(), { peakDbfs: null, rmsDbfs: null });
  meter.add(new Float32Array(BLOCK_SAMPLES));
  assert.deepEqual(meter.level(), { peakDbfs: null, rmsDbfs: null });
});

test('a full-scale sine has a peak of 0 dBFS and an RMS of −3.01', () => {
  const meter = new LevelMeter();
  const block = Float32Array.from({ length: BLOCK_SAMPLES }, (_, i) => Math.sin((2 * Math.PI * i) / 48));
  meter.add(block);
  const { peakDbfs, rmsDbfs } = meter.level();
  assert.ok(Math.abs(peakDbfs ?? -100) < 0.01);
  assert.ok(Math.abs((rmsDbfs ?? -100) + 3.01) < 0.01);
});

test('what is older than the window is forgotten', () => {
  const meter = new LevelMeter(2);
  meter.add(new Float32Array(4).fill(1));
  meter.add(new Float32Array(4).fill(0.1));
  meter.add(new Float32Array(4).fill(0.1));
  const { peakDbfs, rmsDbfs } = meter.level();
  assert.ok(Math.abs((peakDbfs ?? 0) + 20) < 1e-4);
  assert.ok(Math.abs((rmsDbfs ?? 0) + 20) < 1e-4);
});

test('a magnitude of one half is −6.02 dBFS', () => {
  assert.ok(Math.abs((toDbfs(0.5) ?? 0) + 6.0206) < 1e-4);
});
