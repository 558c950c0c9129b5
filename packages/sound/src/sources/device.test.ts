import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BLOCK_SAMPLES, microsOf } from '../format.ts';
import { VirtualMicrophone } from '../testing/virtual-devices.ts';
import { DeviceSource } from './device.ts';

const STEP_US = 700;
const ramp = (frame: number): number => (frame % 1_000) / 1e4;

/** How long sound fades in at the start. */
const SEAM_BLOCKS = 2;

interface Block {
  capturedUs: number;
  first: number;
}

/** A source whose microphones, one after the other, are in `microphones`; `unplugged` makes opening fail. */
function given(startUs: number) {
  const microphones: VirtualMicrophone[] = [];
  const state = { nowUs: startUs, unplugged: false };
  const source = new DeviceSource(
    () => {
      if (state.unplugged) throw new Error('no such device');
      microphones.push(new VirtualMicrophone(state.nowUs));
      return microphones.at(-1) as VirtualMicrophone;
    },
    () => 'virtual',
  );
  const block = new Float32Array(BLOCK_SAMPLES);
  /** Lets time pass and reads whenever something is there. */
  const run = (untilUs: number, sample = ramp): Block[] => {
    const blocks: Block[] = [];
    for (; state.nowUs < untilUs; state.nowUs += STEP_US) {
      microphones.at(-1)?.runUntil(state.nowUs, sample);
      for (let us = source.read(state.nowUs, block); us !== undefined; us = source.read(state.nowUs, block)) {
        blocks.push({ capturedUs: us, first: block[0] ?? 0 });
      }
    }
    return blocks;
  };
  return { source, microphones, state, run, block };
}

test('every block comes once, in order, with the time at which its first sample was recorded', () => {
  const { run } = given(1_000_000);
  const blocks = run(4_000_000);
  assert.equal(blocks.length, 599);
  blocks.forEach((block, index) => {
    if (index >= SEAM_BLOCKS) assert.equal(block.first, Math.fround(ramp(index * 240)));
    if (index > 20) assert.ok(Math.abs(block.capturedUs - 1_000_000 - index * 5_000) < STEP_US);
  });
  const steps = blocks.slice(21).map((block, i) => block.capturedUs - (blocks[20 + i]?.capturedUs ?? 0));
  assert.ok(steps.every((step) => Math.abs(step - 5_000) < 150));
});

test('a reader that was away for a second gets the newest block and knows what it missed', () => {
  const { run, source, state, microphones } = given(0);
  run(500_000);
  state.nowUs += 1_000_000;
  microphones[0]?.runUntil(state.nowUs, ramp);
  const [first] = run(state.nowUs + 1);
  assert.ok(state.nowUs - (first?.capturedUs ?? 0) < 15_000);
  assert.ok(source.counters.skippedFrames >= 199 * 240 && source.counters.skippedFrames <= 201 * 240);
});

test('when the device goes there is silence at the same pace, and sound again when it is back', () => {
  const { run, source, state, microphones } = given(0);
  const before = run(500_000, () => 0.5);
  (microphones[0] as VirtualMicrophone).alive = false;
  state.unplugged = true;
  const during = run(2_500_000);
  assert.equal(source.state, 'lost');
  assert.equal(source.counters.losses, 1);
  assert.ok(microphones[0]?.closed);
  assert.ok(during.length > 370 && during.slice(25).every((block) => block.first === 0));

  state.unplugged = false;
  const after = run(5_000_000, () => 0.25);
  assert.equal(source.state, 'ok');
  assert.equal(after.at(-1)?.first, 0.25);
  assert.ok(Math.abs(state.nowUs - (after.at(-1)?.capturedUs ?? 0)) < 12_000);

  const times = [...before, ...during, ...after].map((block) => block.capturedUs);
  assert.ok(times.every((us, i) => i === 0 || us > (times[i - 1] ?? 0)));
});

test('what a broken driver delivers does not get through', () => {
  const { run, source, block } = given(0);
  run(15_700, (frame) => [Number.NaN, Number.POSITIVE_INFINITY, 7, 0.5][frame % 4] ?? 0);
  assert.deepEqual(block.subarray(0, 8), Float32Array.of(0, 0, 0, 0, 1, 1, 0.5, 0.5));
  assert.equal(source.counters.invalidSamples, source.counters.clippedSamples * 2);
});

test('a closed source has closed its device and gives nothing', () => {
  const { run, source, microphones } = given(0);
  source.close();
  source.close();
  assert.ok(microphones[0]?.closed);
  assert.deepEqual(run(1_000_000), []);
});

test('a device that loses time is followed, without going back', () => {
  const { run, microphones, state } = given(0);
  run(1_000_000);
  // The driver stands still for 300 ms and goes on with what it records then.
  const microphone = microphones[0] as VirtualMicrophone;
  state.nowUs += 300_000;
  microphone.startUs += 300_000;
  const blocks = run(3_000_000);
  const last = blocks.at(-1)?.capturedUs ?? 0;
  assert.ok(Math.abs(state.nowUs - last) < microsOf(240) + 3 * STEP_US + 5_000);
  assert.ok(blocks.every((block, i) => i === 0 || block.capturedUs > (blocks[i - 1]?.capturedUs ?? 0)));
});
