import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openOpusDecoder, openOpusEncoder } from './opus.ts';
import { drawSequence } from './test-sequence.ts';
import { openVideoDecoder } from './video-decoder.ts';
import { openVideoEncoder } from './video-encoder.ts';

/** A decoded picture of this size has 1.4 MB: a leak of one frame in ten would show. */
const size = { width: 1280, height: 720 };
const MAX_GROWTH = 40 * 2 ** 20;

test('hundreds of pictures encoded and decoded leave the memory as it was', async () => {
  const frames = drawSequence(size, 3);
  using encoder = openVideoEncoder({ size, fps: 60, bitrateBps: 4_000_000 });
  using decoder = openVideoDecoder();
  const run = (count: number): Promise<number> =>
    memoryAfter(count, (index) => {
      decoder.decode(encoder.encode(frames[index % 3]!, index, { keyframe: index % 50 === 0 }).data);
    });

  const before = await run(100);
  const growth = (await run(400)) - before;

  assert.ok(growth < MAX_GROWTH, `grew by ${(growth / 2 ** 20).toFixed(1)} MB in 400 frames`);
});

test('opening and closing codecs again and again leaves the memory as it was', async () => {
  const frames = drawSequence(size, 1);
  const run = (count: number): Promise<number> =>
    memoryAfter(count, (index) => {
      using encoder = openVideoEncoder({ size, fps: 60, bitrateBps: 4_000_000 });
      using decoder = openVideoDecoder();
      using opusEncoder = openOpusEncoder();
      using opusDecoder = openOpusDecoder();
      decoder.decode(encoder.encode(frames[0]!, index).data);
      opusDecoder.decode(opusEncoder.encode(new Float32Array(480)));
    });

  const before = await run(40);
  const growth = (await run(60)) - before;

  assert.ok(growth < 2.5 * MAX_GROWTH, `grew by ${(growth / 2 ** 20).toFixed(1)} MB in 60 openings`);
});

test('two minutes of sound leave the memory as it was', async () => {
  using encoder = openOpusEncoder();
  using decoder = openOpusDecoder();
  const samples = Float32Array.from({ length: 480 }, (_, index) => Math.sin(index / 9) / 2);
  const run = (count: number): Promise<number> =>
    memoryAfter(count, () => decoder.decode(encoder.encode(samples)));

  const before = await run(5000);
  const growth = (await run(20_000)) - before;

  assert.ok(growth < MAX_GROWTH, `grew by ${(growth / 2 ** 20).toFixed(1)} MB in 20,000 packets`);
});

/** Resident memory after this much work. Native memory hangs on wrappers, whose finalizers run between turns of the event loop. */
async function memoryAfter(count: number, work: (index: number) => void): Promise<number> {
  for (let index = 0; index < count; index++) {
    work(index);
    if (index % 10 === 9) await nextTurn();
  }
  return process.memoryUsage.rss();
}
