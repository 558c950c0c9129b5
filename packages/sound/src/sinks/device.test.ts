import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BLOCK_FRAMES, BLOCK_SAMPLES } from '../format.ts';
import { type VirtualLoudspeaker, virtualSink } from '../testing/virtual-devices.ts';

const STEP_US = 900;
/** How long sound fades in at the start. */
const SEAM_FRAMES = 480;
const TARGET_FRAMES = 3 * BLOCK_FRAMES;

function given() {
  const state = { nowUs: 5_000_000, unplugged: false, written: 0 };
  const { sink, loudspeakers } = virtualSink(state);
  const block = new Float32Array(BLOCK_SAMPLES);
  const write = (): void => {
    for (let i = 0; i < BLOCK_FRAMES; i++) block.fill((++state.written % 10_000) / 1e5, 2 * i, 2 * i + 2);
    sink.write(block);
  };
  /** Lets time pass and keeps the sink at its target, as a player does. */
  const run = (durationUs: number, each: (loudspeaker: VirtualLoudspeaker) => void = () => {}): void => {
    const untilUs = state.nowUs + durationUs;
    for (; state.nowUs < untilUs; state.nowUs += STEP_US) {
      const loudspeaker = loudspeakers.at(-1) as VirtualLoudspeaker;
      loudspeaker.runUntil(state.nowUs);
      while (sink.queuedFrames(state.nowUs) < TARGET_FRAMES) write();
      each(loudspeaker);
    }
  };
  return { sink, loudspeakers, state, run, write };
}

test('what is written is played, whole and in order, when the sink is kept at three buffers', () => {
  const { sink, run, loudspeakers } = given();
  run(2_000_000);
  const taken = loudspeakers[0]?.taken ?? [];
  const first = taken.findIndex((value) => value !== 0);
  assert.ok(first < 480);
  assert.ok(taken.length > 90_000);
  taken.forEach((value, at) => {
    const i = at - first;
    // The very first sample is faded to nothing.
    if (i >= SEAM_FRAMES) assert.equal(value, Math.fround(((i + 2) % 10_000) / 1e5));
  });
  assert.equal(sink.counters.underruns, 0);
});

test('the estimate of what is queued is right within a millisecond, between two buffers as well', () => {
  const { sink, run, state } = given();
  run(1_000_000);
  run(1_000_000, (loudspeaker) => {
    const errorFrames = sink.queuedFrames(state.nowUs) - loudspeaker.unheard(state.nowUs);
    assert.ok(Math.abs(errorFrames) < 48, `off by ${errorFrames} frames`);
  });
});

test('running dry is counted once, and what follows is estimated as well as before', () => {
  const { sink, run, state, loudspeakers } = given();
  run(1_000_000);
  state.nowUs += 200_000;
  loudspeakers[0]?.runUntil(state.nowUs);
  assert.equal(sink.queuedFrames(state.nowUs), 0);
  run(1_000_000);
  assert.equal(sink.counters.underruns, 1);
  const errorFrames = sink.queuedFrames(state.nowUs) - (loudspeakers[0]?.unheard(state.nowUs) ?? 0);
  assert.ok(Math.abs(errorFrames) < 96, `off by ${errorFrames} frames`);
});

test('it asks for what its buffers need, and for more once it has run dry', () => {
  const { sink, run, state, loudspeakers } = given();
  // The start does not count.
  run(4_000_000);
  assert.equal(sink.leadFrames(state.nowUs), 2 * BLOCK_FRAMES + 96);
  state.nowUs += 200_000;
  loudspeakers[0]?.runUntil(state.nowUs);
  run(100_000);
  assert.equal(sink.leadFrames(state.nowUs), 2 * BLOCK_FRAMES + 216);
});

test('a device that takes nothing is not given more than half a second', () => {
  const { sink, write } = given();
  for (let block = 0; block < 150; block++) write();
  assert.equal(sink.counters.droppedFrames, 50 * BLOCK_FRAMES);
});

test('when the device goes the writer keeps its pace, and is heard again when it is back', () => {
  const { sink, run, state, loudspeakers } = given();
  run(500_000);
  (loudspeakers[0] as VirtualLoudspeaker).alive = false;
  state.unplugged = true;
  run(2_000_000);
  assert.equal(sink.state, 'lost');
  assert.equal(sink.counters.losses, 1);
  assert.ok(loudspeakers[0]?.closed);
  assert.ok(Math.abs(state.written - 2.5 * 48_000) < 48_000 / 4, `${state.written} written`);

  state.unplugged = false;
  run(3_000_000);
  assert.equal(sink.state, 'ok');
  assert.ok((loudspeakers[1]?.taken.at(-1) ?? 0) > 0);
});

test('a device that refuses in the middle of a write is lost, not an error', () => {
  const { sink, run, write, loudspeakers } = given();
  run(100_000);
  (loudspeakers[0] as VirtualLoudspeaker).accepts = false;
  write();
  assert.equal(sink.state, 'lost');
});

test('unsafe samples are made safe without changing the caller’s memory', () => {
  const { sink, loudspeakers, state } = given();
  const samples = Float32Array.from({ length: 2 * 960 }, (_, i) => (i % 4 < 2 ? Number.NaN : 9));
  sink.write(samples);
  state.nowUs += 30_000;
  loudspeakers[0]?.runUntil(state.nowUs);
  assert.ok(Number.isNaN(samples[0]));
  assert.deepEqual(loudspeakers[0]?.taken.slice(SEAM_FRAMES, SEAM_FRAMES + 2), [0, 1]);
});

test('a closed sink has closed its device and takes nothing', () => {
  const { sink, write, loudspeakers } = given();
  sink.close();
  sink.close();
  write();
  assert.ok(loudspeakers[0]?.closed);
  assert.equal(loudspeakers[0]?.queuedBytes, 0);
});
