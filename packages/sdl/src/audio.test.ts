import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { listAudioDevices } from './audio.ts';
import { AudioDevice, type AudioDeviceOptions } from './audio-device.ts';
import { decodeAudioSpec, encodeAudioSpec } from './audio-spec.ts';
import { SdlError } from './error.ts';
import { loadSdl } from './library.ts';

/** SDL's own make-believe sound card keeps the pace of a real one. */
const CARD = { driver: 'dummy', rateHz: 48_000, channels: 2, bufferFrames: 240 } as const;
/** What such a card grants: a power of two. */
const BUFFER_FRAMES = 256;
const FRAME_BYTES = 8;
let missing: string | undefined;

before(() => {
  try {
    loadSdl();
  } catch (error) {
    missing = String(error);
  }
});

/** Waits for a state that the sound card's own thread brings about. */
async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await wait(1);
}

function open(options: Partial<AudioDeviceOptions> & Pick<AudioDeviceOptions, 'direction'>): AudioDevice {
  return AudioDevice.open({ ...CARD, ...options });
}

test('a loudspeaker takes what is queued, buffer by buffer', async (t) => {
  if (missing !== undefined) return t.skip(missing);
  using device = open({ direction: 'playback' });
  assert.deepEqual(device.granted, { ...CARD, bufferFrames: BUFFER_FRAMES });
  assert.ok(device.queue(new Float32Array(2 * 4_800)));
  assert.equal(device.queuedBytes, 4_800 * FRAME_BYTES);
  device.pause(false);
  await until(() => device.queuedBytes <= 2_400 * FRAME_BYTES);
  assert.equal((4_800 * FRAME_BYTES - device.queuedBytes) % (BUFFER_FRAMES * FRAME_BYTES), 0);
  device.clear();
  assert.equal(device.queuedBytes, 0);
});

test('a microphone queues what it hears until it is taken', async (t) => {
  if (missing !== undefined) return t.skip(missing);
  using device = open({ direction: 'recording' });
  device.pause(false);
  await until(() => device.queuedBytes >= 480 * FRAME_BYTES);
  const heard = new Float32Array(2 * 240).fill(1);
  assert.equal(device.dequeue(heard), heard.byteLength);
  assert.ok(heard.every((value) => value === 0));
});

test('a paused loudspeaker keeps its queue', (t) => {
  if (missing !== undefined) return t.skip(missing);
  using device = open({ direction: 'playback' });
  device.queue(new Float32Array(480));
  assert.equal(device.queuedBytes, 240 * FRAME_BYTES);
});

test('a closed device does nothing, and may be closed again', (t) => {
  if (missing !== undefined) return t.skip(missing);
  const device = open({ direction: 'playback' });
  assert.ok(device.alive);
  device.close();
  device.close();
  assert.equal(device.alive, false);
  assert.equal(device.queue(new Float32Array(2)), false);
  assert.equal(device.dequeue(new Float32Array(2)), 0);
  assert.equal(device.queuedBytes, 0);
});

test('a device opens and closes many times without keeping memory', (t) => {
  if (missing !== undefined) return t.skip(missing);
  openAndClose(20);
  const before = process.memoryUsage.rss();
  openAndClose(40);
  const grownMb = (process.memoryUsage.rss() - before) / 2 ** 20;
  assert.ok(grownMb < 30, `grew by ${grownMb} MB`);
});

function openAndClose(times: number): void {
  for (let i = 0; i < times; i++) open({ direction: 'recording' }).close();
}

test('a device that is not there is named, with those that are', (t) => {
  if (missing !== undefined) return t.skip(missing);
  assert.throws(
    () => open({ direction: 'playback', name: 'Harp' }),
    refusal('no-device', /"Harp": (use one of|there is none)/),
  );
});

test('a sound system that does not work is named in one line', (t) => {
  if (missing !== undefined) return t.skip(missing);
  assert.throws(
    () => open({ direction: 'playback', driver: 'gramophone' }),
    refusal('no-device', /gramophone.*start one/),
  );
});

test('two sound systems in one process are one too many', (t) => {
  if (missing !== undefined) return t.skip(missing);
  using device = open({ direction: 'playback' });
  assert.throws(
    () => open({ direction: 'recording', driver: 'disk' }),
    refusal('no-device', /already uses dummy/),
  );
  assert.ok(device.alive);
});

test('the devices of the make-believe sound card are listed by name', (t) => {
  if (missing !== undefined) return t.skip(missing);
  for (const direction of ['playback', 'recording'] as const) {
    for (const name of listAudioDevices(direction, 'dummy')) assert.notEqual(name, '');
  }
});

test('a spec survives the way to SDL and back', () => {
  const spec = { rateHz: 44_100, channels: 6, bufferFrames: 1_024 };
  assert.deepEqual(decodeAudioSpec(encodeAudioSpec(spec), 'alsa'), { ...spec, driver: 'alsa' });
});

function refusal(code: SdlError['code'], message: RegExp) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof SdlError);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  };
}
