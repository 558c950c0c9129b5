import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { BLOCK_SAMPLES, CHANNELS, RATE_HZ } from './format.ts';
import { type AudioSink, type AudioSource, openAudioSink, openAudioSource } from './index.ts';
import { shareOfTone } from './testing/correlation.ts';
import { PulseAudio } from './testing/pulseaudio.ts';

const nowUs = (): number => performance.now() * 1000;
const TARGET_FRAMES = 2_400;
const TONE_HZ = 400;

const pulse = new PulseAudio([]);
let missing: string | undefined;

before(async () => {
  pulse.enter();
  try {
    await pulse.start();
    await pulse.addRoom('oslo');
    await pulse.addRoom('lima');
  } catch (error) {
    missing = String(error);
  }
});
after(() => pulse.close());

/** A tone played into `sink`, and how loud it is in each of the sources now. */
class Rooms {
  readonly #sinks: readonly AudioSink[];
  readonly #sources: readonly AudioSource[];
  readonly #peaks: number[];
  /** The newest 100 ms of the first source, left channel. */
  readonly newest = new Float32Array(RATE_HZ / 10);
  readonly #block = new Float32Array(BLOCK_SAMPLES);
  #frame = 0;

  constructor(sinks: readonly AudioSink[], sources: readonly AudioSource[]) {
    this.#sinks = sinks;
    this.#sources = sources;
    this.#peaks = sources.map(() => 0);
  }

  /** Largest magnitude of the newest 5 ms of a source, 0 to 1. */
  peak(source: number): number {
    return this.#peaks[source] ?? 0;
  }

  /** Plays and listens until that is so; the test's own patience is the only one. */
  async until(reached: () => boolean): Promise<void> {
    while (!reached()) {
      for (const [at, source] of this.#sources.entries()) this.#listen(at, source);
      for (const sink of this.#sinks) this.#play(sink);
      await wait(2);
    }
  }

  close(): void {
    for (const device of [...this.#sinks, ...this.#sources]) device.close();
  }

  #listen(at: number, source: AudioSource): void {
    const block = this.#block;
    while (source.read(nowUs(), block) !== undefined) {
      this.#peaks[at] = block.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      if (at > 0) continue;
      this.newest.copyWithin(0, BLOCK_SAMPLES / CHANNELS);
      const start = this.newest.length - BLOCK_SAMPLES / CHANNELS;
      for (let i = 0; i < BLOCK_SAMPLES / CHANNELS; i++) this.newest[start + i] = block[i * CHANNELS] ?? 0;
    }
  }

  #play(sink: AudioSink): void {
    while (sink.queuedFrames(nowUs()) < TARGET_FRAMES) {
      const block = new Float32Array(BLOCK_SAMPLES);
      for (let i = 0; i < BLOCK_SAMPLES; i++) {
        block[i] = 0.3 * Math.sin((2 * Math.PI * TONE_HZ * (this.#frame + (i >> 1))) / RATE_HZ);
      }
      this.#frame += BLOCK_SAMPLES / CHANNELS;
      sink.write(block);
    }
  }
}

test('the default loudspeaker and microphone are followed when others become the default', async (t) => {
  if (missing !== undefined) return t.skip(missing);
  await pulse.control('set-default-sink', 'oslo');
  await pulse.control('set-default-source', 'oslo.monitor');
  const rooms = new Rooms(
    [await openAudioSink('pulse:', { nowUs })],
    await Promise.all(
      ['pulse:', 'pulse:oslo.monitor', 'pulse:lima.monitor'].map((spec) => openAudioSource(spec, { nowUs })),
    ),
  );
  await rooms.until(() => rooms.peak(0) > 0.1 && rooms.peak(1) > 0.1);
  assert.equal(rooms.peak(2), 0);

  await pulse.control('set-default-sink', 'lima');
  await rooms.until(() => rooms.peak(2) > 0.1 && rooms.peak(1) === 0);
  await pulse.control('set-default-source', 'lima.monitor');
  await rooms.until(() => rooms.peak(0) > 0.1);
  rooms.close();
});

test('a named loudspeaker and microphone stay where they are, and are taken again when they come back', async (t) => {
  if (missing !== undefined) return t.skip(missing);
  const room = await pulse.addRoom('quito');
  await pulse.control('set-default-sink', 'quito');
  const sink = await openAudioSink('pulse:quito', { nowUs });
  const source = await openAudioSource('pulse:quito.monitor', { nowUs });
  const rooms = new Rooms([sink], [source, await openAudioSource('pulse:oslo.monitor', { nowUs })]);
  await rooms.until(() => rooms.peak(0) > 0.1);

  await pulse.control('set-default-sink', 'oslo');
  await pulse.control('set-default-source', 'oslo.monitor');
  await pulse.control('unload-module', room);
  await rooms.until(() => sink.state === 'lost' && source.state === 'lost');
  await rooms.until(() => rooms.peak(0) === 0);
  assert.equal(rooms.peak(1), 0);

  await pulse.addRoom('quito');
  await rooms.until(() => sink.state === 'ok' && source.state === 'ok' && rooms.peak(0) > 0.1);
  assert.equal(rooms.peak(1), 0);
  assert.deepEqual([sink.counters.losses, source.counters.losses], [1, 1]);
  rooms.close();
});

test('a default loudspeaker that goes is replaced by the next one', async (t) => {
  if (missing !== undefined) return t.skip(missing);
  const room = await pulse.addRoom('cairo');
  await pulse.control('set-default-sink', 'cairo');
  const sink = await openAudioSink('pulse:', { nowUs });
  const rooms = new Rooms(
    [sink],
    [
      await openAudioSource('pulse:oslo.monitor', { nowUs }),
      await openAudioSource('pulse:lima.monitor', { nowUs }),
    ],
  );
  await rooms.until(() => sink.state === 'ok');
  await pulse.control('unload-module', room);
  await rooms.until(() => Math.max(rooms.peak(0), rooms.peak(1)) > 0.1);
  rooms.close();
});

for (const format of ['rate=8000 channels=1', 'rate=44100 channels=6', 'rate=192000 channels=8']) {
  test(`devices of ${format.replace('rate=', '').replace(' channels=', ' Hz and channels: ')} play and hear a tone`, async (t) => {
    if (missing !== undefined) return t.skip(missing);
    const module = await pulse.addRoom('odd', format);
    const source = await openAudioSource('pulse:odd.monitor', { nowUs });
    const rooms = new Rooms([await openAudioSink('pulse:odd', { nowUs })], [source]);
    await rooms.until(() => shareOfTone(rooms.newest, TONE_HZ, RATE_HZ) > 0.95);
    assert.deepEqual([source.counters.invalidSamples, source.state], [0, 'ok']);
    rooms.close();
    await pulse.control('unload-module', module);
  });
}
