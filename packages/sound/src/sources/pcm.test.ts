import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BLOCK_SAMPLES } from '../format.ts';
import { type PcmReader, pcmSource } from './pcm.ts';

/** Counts: sample frame n is n on the left and −n on the right. */
function counting(): PcmReader & { closed: number } {
  let frame = 0;
  return {
    closed: 0,
    next(frames) {
      const samples = new Float32Array(frames * 2);
      for (let i = 0; i < frames; i++, frame++) samples.set([frame, -frame], i * 2);
      return samples;
    },
    close() {
      this.closed++;
    },
  };
}

test('a reader is played gaplessly at 48 kHz, whenever it is asked', () => {
  const source = pcmSource(counting(), { nowUs: () => 0 });
  const block = new Float32Array(BLOCK_SAMPLES);
  const seen: number[] = [];
  for (let nowUs = 0; nowUs <= 50_000; nowUs += 3_333) {
    for (let us = source.read(nowUs, block); us !== undefined; us = source.read(nowUs, block)) {
      seen.push(us);
      assert.equal(block[0], (us * 48) / 1000);
      assert.equal(block[BLOCK_SAMPLES - 1], -((us * 48) / 1000 + 239));
    }
  }
  assert.deepEqual(seen, [0, 5_000, 10_000, 15_000, 20_000, 25_000, 30_000, 35_000, 40_000]);
});

test('after a long stall time is skipped, the sound is not', () => {
  const source = pcmSource(counting(), { nowUs: () => 0 });
  const block = new Float32Array(BLOCK_SAMPLES);
  source.read(5_000, block);
  assert.equal(source.read(500_000, block), 495_000);
  assert.equal(block[0], 240);
  assert.equal(source.counters.skippedFrames, 98 * 240);
});

test('a reader that runs short is followed by silence', () => {
  const source = pcmSource({ next: () => Float32Array.of(0.5, 0.5) }, { nowUs: () => 0 });
  const block = new Float32Array(BLOCK_SAMPLES).fill(1);
  source.read(5_000, block);
  assert.deepEqual(block.subarray(0, 4), Float32Array.of(0.5, 0.5, 0, 0));
  assert.ok(block.subarray(2).every((value) => value === 0));
});

test('closing it twice closes the reader once and nothing is read any more', () => {
  const reader = counting();
  const source = pcmSource(reader, { nowUs: () => 0 });
  source.close();
  source.close();
  assert.equal(reader.closed, 1);
  assert.equal(source.read(5_000, new Float32Array(BLOCK_SAMPLES)), undefined);
});
