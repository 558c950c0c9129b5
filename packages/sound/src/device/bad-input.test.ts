import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AudioChain } from '../chain.ts';
import { BLOCK_SAMPLES, CHANNELS, RATE_HZ } from '../format.ts';
import { Mixer, plainMix } from '../mixer/mixer.ts';
import { DeviceSource } from '../sources/device.ts';
import { type VirtualLoudspeaker, VirtualMicrophone, virtualSink } from '../testing/virtual-devices.ts';

const STEP_US = 1_000;
/** The largest step of a 200 Hz tone at full scale, and of what is faded within 10 ms, together. */
const LARGEST_STEP = 0.04;
const tone = (frame: number): number => Math.sin((2 * Math.PI * 200 * frame) / RATE_HZ);

/** A microphone that delivers what it has recorded every `burstUs` only, and everything that a source makes of it. */
function listen(sample: (frame: number) => number, burstUs = 5_000) {
  const state = { nowUs: 0, unplugged: false, deliveredUs: 0 };
  let microphone: VirtualMicrophone | undefined;
  const source = new DeviceSource(
    () => {
      if (state.unplugged) throw new Error('no such device');
      microphone = new VirtualMicrophone(state.nowUs);
      return microphone;
    },
    () => 'virtual',
  );
  const block = new Float32Array(BLOCK_SAMPLES);
  const heard: number[] = [];
  const timesUs: number[] = [];
  const run = (durationUs: number): void => {
    for (const untilUs = state.nowUs + durationUs; state.nowUs < untilUs; state.nowUs += STEP_US) {
      if (state.nowUs >= state.deliveredUs + burstUs) {
        state.deliveredUs = state.nowUs;
        microphone?.runUntil(state.nowUs, sample);
      }
      for (let us = source.read(state.nowUs, block); us !== undefined; us = source.read(state.nowUs, block)) {
        timesUs.push(us);
        for (let i = 0; i < block.length; i += CHANNELS) heard.push(block[i] ?? Number.NaN);
      }
    }
  };
  const unplug = (): void => {
    state.unplugged = true;
    if (microphone !== undefined) microphone.alive = false;
  };
  return { source, state, run, heard, timesUs, unplug };
}

function largestStep(samples: readonly number[]): number {
  let step = 0;
  for (let i = 1; i < samples.length; i++) {
    step = Math.max(step, Math.abs((samples[i] ?? 0) - (samples[i - 1] ?? 0)));
  }
  return step;
}

test('a microphone that starts, is unplugged and comes back never clicks', () => {
  const { run, heard, unplug, state, source } = listen(tone);
  run(500_000);
  assert.equal(heard[0], 0);
  unplug();
  run(2_000_000);
  state.unplugged = false;
  run(4_000_000);
  assert.deepEqual([source.state, source.counters.losses], ['ok', 1]);
  assert.ok(heard.at(-1) !== undefined && Math.max(...heard.slice(-480)) > 0.99);
  assert.ok(largestStep(heard) < LARGEST_STEP);
});

test('a reader that comes too late hears no click where sound is left out', () => {
  const { run, heard, state, source } = listen(tone);
  run(500_000);
  state.nowUs += 400_000;
  run(500_000);
  assert.ok(source.counters.skippedFrames > 0);
  assert.ok(largestStep(heard) < LARGEST_STEP);
});

for (const burstMs of [20, 40, 80]) {
  test(`a microphone that delivers every ${burstMs} ms loses nothing, and its times are as even as those of another`, () => {
    const { run, heard, timesUs, source } = listen(tone, burstMs * 1_000);
    run(5_000_000);
    assert.equal(source.counters.skippedFrames, 0);
    heard.slice(480).forEach((value, i) => assert.equal(value, Math.fround(tone(480 + i))));
    const steps = timesUs.map((us, i) => us - (timesUs[i - 1] ?? us)).slice(200);
    assert.ok(steps.every((us) => Math.abs(us - 5_000) < 200));
  });
}

test('a full-scale square wave stays one, and leaves the mixer below full scale', () => {
  const { run, heard, source } = listen((frame) => (frame % 96 < 48 ? 1 : -1));
  run(1_000_000);
  assert.ok(heard.every((value) => Math.abs(value) <= 1));
  assert.ok(source.counters.clippedSamples > 0);
  const mixer = new Mixer({ ...plainMix, people: { volumePct: 200, muted: false } });
  const chain = new AudioChain();
  const block = new Float32Array(BLOCK_SAMPLES);
  for (let at = 0; at + 240 <= heard.length; at += 240) {
    for (let i = 0; i < 240; i++) block.fill(heard[at + i] ?? 0, CHANNELS * i, CHANNELS * (i + 1));
    chain.process(block, 0);
    mixer.process(block);
    assert.ok(block.every((value) => Math.abs(value) < 1));
  }
});

test('NaN, infinities and huge numbers from a driver are as if the sample were not there', () => {
  const broken = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e30, -1e30];
  const { run, heard, source } = listen((frame) => broken[frame % 7] ?? 0.1);
  run(300_000);
  assert.ok(heard.every((value) => Math.abs(value) <= 1));
  assert.ok(source.counters.invalidSamples > 0 && source.counters.clippedSamples > 0);
});

test('two hours of silence are silence, and the tone behind them is as loud as the one before', () => {
  const quiet = new Float32Array(BLOCK_SAMPLES);
  const chain = new AudioChain();
  const mixer = new Mixer();
  const source = new DeviceSource(
    () => ({
      alive: true,
      queuedBytes: 4 * BLOCK_SAMPLES,
      dequeue: (into) => (into.set(quiet), 0),
      close() {},
    }),
    () => 'quiet',
  );
  const block = new Float32Array(BLOCK_SAMPLES);
  const level = (): number => {
    let most = 0;
    for (let n = 0; n < 40; n++) {
      for (let i = 0; i < BLOCK_SAMPLES; i++) quiet[i] = 0.1 * tone(n * 240 + (i >> 1));
      source.read(n * 5_000, block);
      chain.process(block, 0);
      mixer.process(block);
      if (n > 20) for (const value of block) most = Math.max(most, Math.abs(value));
    }
    return most;
  };
  const before = level();
  quiet.fill(0);
  let noise = 0;
  for (let n = 0; n < (2 * 3_600) / 0.005; n++) {
    source.read(200_000 + n * 5_000, block);
    if (n % 10 === 0) chain.process(block, 0);
    mixer.process(block);
    if (n % 997 === 0 && n > 400) for (const value of block) noise = Math.max(noise, Math.abs(value));
  }
  assert.equal(noise, 0);
  assert.ok(chain.sentLevel().rmsDbfs === null);
  assert.ok(Math.abs(level() - before) < 1e-6);
});

test('a loudspeaker that refuses in the middle of a write fades in when it is back, and nobody waits for it', () => {
  const state = { nowUs: 0, unplugged: false, frame: 0 };
  const { sink, loudspeakers } = virtualSink(state);
  const block = new Float32Array(BLOCK_SAMPLES);
  const run = (durationUs: number): void => {
    for (const untilUs = state.nowUs + durationUs; state.nowUs < untilUs; state.nowUs += STEP_US) {
      loudspeakers.at(-1)?.runUntil(state.nowUs);
      while (sink.queuedFrames(state.nowUs) < 720) {
        for (let i = 0; i < BLOCK_SAMPLES; i += CHANNELS) block.fill(tone(state.frame++), i, i + CHANNELS);
        sink.write(block);
      }
    }
  };
  run(1_000_000);
  (loudspeakers[0] as VirtualLoudspeaker).accepts = false;
  state.unplugged = true;
  run(1_000_000);
  assert.deepEqual([sink.state, sink.counters.losses], ['lost', 1]);
  assert.ok(Math.abs(state.frame - 2 * RATE_HZ) < RATE_HZ / 10);
  state.unplugged = false;
  run(2_000_000);
  assert.equal(sink.state, 'ok');
  for (const { taken } of loudspeakers) {
    // What is taken before the first write is silence; a loudspeaker that is gone cannot be faded out.
    assert.ok(largestStep(taken.slice(0, 20_000)) < LARGEST_STEP);
  }
});
