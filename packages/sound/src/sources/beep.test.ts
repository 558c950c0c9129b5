import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BLOCK_SAMPLES } from '../format.ts';
import { openAudioSource } from '../open.ts';
import { BEEP_EVERY_US, BEEP_US } from './beep.ts';

test('the tone begins with the sample at its instant, whenever the source was opened, and ends in time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.double({ min: 0, max: 1e12, noNaN: true }), async (startUs) => {
      const heard = await listen(startUs, 2.2);
      const instantUs = Math.ceil(startUs / BEEP_EVERY_US) * BEEP_EVERY_US;
      const at = Math.ceil(((instantUs - startUs) * 48) / 1000);
      const frames = (BEEP_US * 48) / 1000;
      const before = heard.subarray(Math.max(0, at - 10_000), Math.max(0, at - 1));
      if (at > 10_000) assert.ok(before.every((value) => value === 0));
      const loudest = heard.subarray(at, at + 20).reduce((most, value) => Math.max(most, value), 0);
      assert.ok(loudest > 0.3, `${loudest} within half a millisecond`);
      assert.ok(heard.subarray(at + frames + 1, at + frames + 10_000).every((value) => value === 0));
    }),
    { numRuns: 20 },
  );
});

test('both channels are the same, and nothing jumps', async () => {
  const source = await openAudioSource('test:beep', { nowUs: () => 1_990_000 });
  const block = new Float32Array(BLOCK_SAMPLES);
  let last = 0;
  for (let us = 1_990_000; us < 2_200_000; us += 5000) {
    source.read(us + 5000, block);
    for (let at = 0; at < BLOCK_SAMPLES; at += 2) {
      assert.equal(block[at], block[at + 1]);
      assert.ok(Math.abs(block[at]! - last) < 0.06);
      last = block[at]!;
    }
  }
  assert.match(source.description, /beep/);
});

/** The left channel from `startUs` on. */
async function listen(startUs: number, seconds: number): Promise<Float32Array> {
  let us = startUs;
  const source = await openAudioSource('test:beep', { nowUs: () => us });
  const block = new Float32Array(BLOCK_SAMPLES);
  const heard: number[] = [];
  while (us < startUs + seconds * 1e6) {
    us += 5000;
    while (source.read(us, block) !== undefined)
      for (let at = 0; at < BLOCK_SAMPLES; at += 2) heard.push(block[at]!);
  }
  return Float32Array.from(heard);
}
