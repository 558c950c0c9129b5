import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BLOCK_SAMPLES, CHANNELS } from '../format.ts';
import { MicrophoneSwitch } from './microphone-switch.ts';

/** What comes out of a constant, of one channel, with the switch set before some of the blocks. */
function through(change: Readonly<Record<number, boolean>>, blocks: number): number[] {
  const microphone = new MicrophoneSwitch();
  const out: number[] = [];
  for (let number = 0; number < blocks; number++) {
    const muted = change[number];
    if (muted !== undefined) microphone.mute(muted);
    const block = new Float32Array(BLOCK_SAMPLES).fill(0.5);
    assert.equal(microphone.process(block, number * 5000), number * 5000);
    for (let at = 0; at < block.length; at += CHANNELS) out.push(block[at]!);
  }
  return out;
}

test('nothing passes before it is told that it may, and every bit afterwards', () => {
  const heard = through({ 2: false }, 8);
  assert.ok(heard.slice(0, 480).every((value) => value === 0));
  assert.ok(heard.slice(480 + 960).every((value) => value === 0.5));
});

test('muted it is silence itself after 20 ms, and neither way clicks', () => {
  const heard = through({ 0: false, 6: true, 7: true, 12: false, 13: true }, 24);
  assert.ok(heard.slice(10 * 240, 12 * 240).every((value) => value === 0));
  assert.ok(heard.slice(17 * 240).every((value) => value === 0));
  for (let at = 1; at < heard.length; at++)
    assert.ok(Math.abs(heard[at]! - heard[at - 1]!) < 0.5 / 900, `a step at ${at}`);
});
