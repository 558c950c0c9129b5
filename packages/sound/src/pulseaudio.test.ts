import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { BLOCK_FRAMES, BLOCK_SAMPLES, CHANNELS, microsOf, RATE_HZ } from './format.ts';
import {
  type AudioSink,
  type AudioSource,
  listAudioDevices,
  openAudioSink,
  openAudioSource,
  SoundError,
} from './index.ts';
import { SpeechReader } from './speech/reader.ts';
import { find, shareOfTone } from './testing/correlation.ts';
import { PulseAudio } from './testing/pulseaudio.ts';

const nowUs = (): number => performance.now() * 1000;
/** What is kept in the loudspeaker: enough for a machine that is busy with other things. */
const TARGET_FRAMES = 8 * BLOCK_FRAMES;
/** 25 ms: whole periods of the tones, and more than a syllable's beginning. */
const STRETCH = RATE_HZ / 40;

const pulse = new PulseAudio(['oslo', 'lima']);
let missing: string | undefined;

before(async () => {
  pulse.enter();
  missing = await pulse.start().then(
    () => undefined,
    (error: unknown) => String(error),
  );
});
after(() => pulse.close());

/** Everything that was played or heard, of one channel, with the time of each block's first sample in µs. */
interface Tape {
  readonly samples: Float32Array;
  readonly blockUs: number[];
}

/** Plays `next` into one room and records what is heard there. */
async function playAndHear(
  { sink, source }: { sink: AudioSink; source: AudioSource },
  next: () => Float32Array,
  blocks: number,
): Promise<{ played: Tape; heard: Tape[] }> {
  const played: Tape = { samples: new Float32Array(blocks * BLOCK_FRAMES), blockUs: [] };
  const heard = [0, 1].map((): Tape => ({ samples: new Float32Array(blocks * BLOCK_FRAMES), blockUs: [] }));
  const block = new Float32Array(BLOCK_SAMPLES);
  while ((heard[0]?.blockUs.length ?? blocks) < blocks) {
    for (let us = source.read(nowUs(), block); us !== undefined; us = source.read(nowUs(), block)) {
      for (const [channel, tape] of heard.entries()) record(tape, us, block, channel);
    }
    for (let atUs = nowUs(); sink.queuedFrames(atUs) < TARGET_FRAMES; atUs = nowUs()) {
      const heardUs = atUs + microsOf(sink.queuedFrames(atUs));
      const samples = next();
      record(played, heardUs, samples, 0);
      sink.write(samples);
    }
    await wait(1);
  }
  return { played, heard };
}

function record(tape: Tape, us: number, block: Float32Array, channel: number): void {
  const start = tape.blockUs.push(us) * BLOCK_FRAMES - BLOCK_FRAMES;
  for (let i = 0; i < BLOCK_FRAMES && start + i < tape.samples.length; i++) {
    tape.samples[start + i] = block[i * CHANNELS + channel] ?? 0;
  }
}

async function openRoom(room: string): Promise<{ sink: AudioSink; source: AudioSource; close: () => void }> {
  const sink = await openAudioSink(`pulse:${room}`, { nowUs });
  const source = await openAudioSource(`pulse:${room}.monitor`, { nowUs });
  const close = (): void => {
    sink.close();
    source.close();
  };
  return { sink, source, close };
}

test('what is played into a room is heard there, left and right apart, and not in the other room', async (t) => {
  if (missing !== undefined) return t.skip(missing);
  const room = await openRoom('oslo');
  const other = await openAudioSource('pulse:lima.monitor', { nowUs });
  let frame = 0;
  const block = new Float32Array(BLOCK_SAMPLES);
  const tones = (): Float32Array => {
    for (let i = 0; i < BLOCK_SAMPLES; i += CHANNELS, frame++) {
      block[i] = 0.3 * Math.sin((2 * Math.PI * 1_000 * frame) / RATE_HZ);
      block[i + 1] = 0.3 * Math.sin((2 * Math.PI * 1_800 * frame) / RATE_HZ);
    }
    return block;
  };
  const { heard } = await playAndHear(room, tones, 400);
  const [left, right] = heard.map(({ samples }) => whole(samples));
  assert.ok(shareOfTone(left as Float32Array, 1_000, RATE_HZ) > 0.99);
  assert.ok(shareOfTone(right as Float32Array, 1_800, RATE_HZ) > 0.99);
  assert.ok(shareOfTone(left as Float32Array, 1_800, RATE_HZ) < 1e-3);
  while (other.read(nowUs(), block) !== undefined) assert.ok(block.every((value) => value === 0));
  t.diagnostic(`${room.sink.description}; ${room.source.description}`);
  other.close();
  room.close();
});

test('speech comes back as it was, and both ends agree on when it sounded', async (t) => {
  if (missing !== undefined) return t.skip(missing);
  const room = await openRoom('lima');
  const speech = new SpeechReader(1);
  const { played, heard } = await playAndHear(room, () => speech.next(BLOCK_FRAMES), 600);
  const tape = heard[0] as Tape;

  // A busy machine may tear the sound server's own 5 ms buffers apart: some of the stretches are whole in any case.
  const differencesMs: number[] = [];
  for (let start = 0; start < 500 * BLOCK_FRAMES; start += RATE_HZ / 5) {
    const from = start + loudest(played.samples.subarray(start, start + RATE_HZ / 5), STRETCH);
    const stretch = played.samples.subarray(from, from + STRETCH);
    const expected = positionAt(tape, timeOf(played, from));
    const { at, likeness } = find(tape.samples, stretch, expected - RATE_HZ / 10, expected + RATE_HZ / 10);
    if (likeness > 0.99) differencesMs.push((timeOf(tape, at) - timeOf(played, from)) / 1000);
  }
  assert.ok(
    differencesMs.length >= 3,
    `only ${differencesMs.length} stretches of sound were heard as they were played`,
  );
  const sorted = differencesMs.toSorted((one, other) => one - other);
  const median = sorted[sorted.length >> 1] ?? Number.NaN;
  t.diagnostic(
    `${differencesMs.length} stretches heard, by the clocks ${median.toFixed(1)} ms after they sounded (median)`,
  );
  assert.ok(Math.abs(median) < 50, `the clocks of microphone and loudspeaker are ${median} ms apart`);
  t.diagnostic(`underruns ${room.sink.counters.underruns}, skipped ${room.source.counters.skippedFrames}`);
  room.close();
});

test('a sound server that dies is a silent room, and sound comes back with it', async (t) => {
  if (missing !== undefined) return t.skip(missing);
  const { sink, source, close } = await openRoom('oslo');
  const block = new Float32Array(BLOCK_SAMPLES);
  const loud = new Float32Array(BLOCK_SAMPLES).fill(0.2);
  let peak = 0;
  let blocks = 0;
  const live = async (until: () => boolean): Promise<void> => {
    while (!until()) {
      while (sink.queuedFrames(nowUs()) < TARGET_FRAMES) sink.write(loud);
      while (source.read(nowUs(), block) !== undefined) {
        blocks++;
        peak = block.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      }
      await wait(1);
    }
  };
  await live(() => peak > 0.19);
  await pulse.kill();
  await live(() => source.state === 'lost' && sink.state === 'lost');
  const since = blocks;
  await live(() => blocks > since + 20);
  assert.equal(peak, 0);

  await pulse.start();
  await live(() => source.state === 'ok' && sink.state === 'ok' && peak > 0.19);
  assert.deepEqual([source.counters.losses, sink.counters.losses], [1, 1]);
  close();
});

test('a room that does not exist is named in one line', async (t) => {
  if (missing !== undefined) return t.skip(missing);
  for (const open of [openAudioSink, openAudioSource]) {
    await assert.rejects(open('pulse:atlantis', { nowUs }), (error) => {
      assert.ok(error instanceof SoundError);
      assert.equal(error.code, 'not-found');
      assert.match(error.message, /atlantis/);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  }
});

test('the devices are listed, monitors of null sinks among the microphones', async (t) => {
  if (missing !== undefined) return t.skip(missing);
  process.env['SDL_AUDIODRIVER'] = 'pulseaudio';
  const { inputs, outputs } = await listAudioDevices();
  assert.equal(outputs.length, 2);
  assert.equal(inputs.length, 2);
  const byName = await openAudioSink(`device:${outputs[1]}`, { nowUs });
  assert.equal(byName.state, 'ok');
  byName.close();
});

test('without a sound server the error says what to do', async (t) => {
  if (missing !== undefined) return t.skip(missing);
  await pulse.kill();
  await assert.rejects(openAudioSink('pulse:oslo', { nowUs }), (error) => {
    assert.ok(error instanceof SoundError);
    assert.equal(error.code, 'not-found');
    assert.match(error.message, /start one/);
    return true;
  });
});

/** Time at which the sample frame `at` sounded. */
function timeOf({ blockUs }: Tape, at: number): number {
  return (blockUs[Math.floor(at / BLOCK_FRAMES)] ?? Number.NaN) + microsOf(at % BLOCK_FRAMES);
}

/** The sample frame that sounded at `us`, to a block. */
function positionAt({ blockUs }: Tape, us: number): number {
  const later = blockUs.findIndex((startUs) => startUs > us);
  return (later < 0 ? blockUs.length : later) * BLOCK_FRAMES;
}

/** The loudest stretch, which is one without a gap. */
function whole(samples: Float32Array): Float32Array {
  const from = loudest(samples, STRETCH);
  return samples.subarray(from, from + STRETCH);
}

/** Where the loudest stretch of `length` starts. */
function loudest(samples: Float32Array, length: number): number {
  let best = 0;
  let bestPower = 0;
  for (let start = 0; start + length <= samples.length; start += 60) {
    let power = 0;
    for (let i = start; i < start + length; i += 7) power += (samples[i] ?? 0) ** 2;
    if (power > bestPower) [best, bestPower] = [start, power];
  }
  return best;
}
