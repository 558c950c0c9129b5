import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openAudioFile } from './audio-file.ts';
import { MediaError } from './error.ts';

const directory = mkdtempSync(join(tmpdir(), 'ajar-audio-'));
after(() => rmSync(directory, { recursive: true }));

test('a file at another rate is heard at 48 kHz with its pitch kept', async () => {
  const path = tone('44100.wav', { rate: 44_100, channels: 2, frames: 44_100, hertz: 441 });
  using file = await openAudioFile(path);

  const samples = Float32Array.from(file.next(48_000));

  assert.equal(samples.length, 96_000);
  assert.ok(Math.abs(risesOf(samples) - 441) <= 1, `${risesOf(samples)} periods in a second`);
  assert.ok(file.description.startsWith(path));
});

test('mono comes out on both sides alike', async () => {
  using file = await openAudioFile(
    tone('mono.wav', { rate: 16_000, channels: 1, frames: 16_000, hertz: 300 }),
  );

  const samples = file.next(4800);

  for (let frame = 0; frame < 4800; frame++) assert.equal(samples[2 * frame], samples[2 * frame + 1]);
  assert.ok(Math.max(...samples) > 0.2);
});

test('the end joins the beginning without a gap', async () => {
  const frames = 480 * 7;
  using file = await openAudioFile(tone('loop.wav', { rate: 48_000, channels: 2, frames, hertz: 1000 }));

  const first = Float32Array.from(file.next(frames));
  const second = Float32Array.from(file.next(frames));

  assert.deepEqual(second, first);
});

test('blocks of any length add up to the same sound', async () => {
  const path = tone('blocks.wav', { rate: 22_050, channels: 2, frames: 5000, hertz: 700 });
  using whole = await openAudioFile(path);
  using pieces = await openAudioFile(path);
  const expected = Float32Array.from(whole.next(9000));

  let at = 0;
  for (const length of [1, 240, 7, 4800, 959, 2993]) {
    const piece = pieces.next(length);
    assert.deepEqual(piece, expected.subarray(at * 2, (at + length) * 2));
    at += length;
  }
});

test('what is no sound file is named with the reason', async () => {
  const text = join(directory, 'text.wav');
  writeFileSync(text, 'not a sound '.repeat(1000));
  const empty = join(directory, 'empty.wav');
  writeFileSync(empty, '');

  await assert.rejects(openAudioFile(join(directory, 'none.wav')), refused('not-found', /none\.wav/));
  await assert.rejects(openAudioFile(text), refused('unsupported', /text\.wav/));
  await assert.rejects(openAudioFile(empty), refused('unsupported', /empty\.wav/));
  await assert.rejects(openAudioFile(directory), refused('unsupported', /./));
});

test('a file without a single sample says so instead of searching forever', async () => {
  using file = await openAudioFile(tone('silent.wav', { rate: 48_000, channels: 2, frames: 0, hertz: 1000 }));

  assert.throws(() => file.next(240), refused('corrupt', /silent\.wav/));
});

test('a file that others own is denied', async (t) => {
  if (process.getuid?.() === 0) {
    t.skip('root may read every file');
    return;
  }
  const path = tone('denied.wav', { rate: 48_000, channels: 2, frames: 480, hertz: 1000 });
  chmodSync(path, 0);
  await assert.rejects(openAudioFile(path), refused('denied', /denied\.wav/));
});

function refused(code: string, words: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof MediaError && error.code === code && words.test(error.message);
}

/** Writes a sine tone as 16-bit PCM in a RIFF file. */
function tone(
  name: string,
  { rate, channels, frames, hertz }: { rate: number; channels: number; frames: number; hertz: number },
): string {
  const bytes = frames * channels * 2;
  const file = Buffer.alloc(44 + bytes);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + bytes, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(channels, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * channels * 2, 28);
  file.writeUInt16LE(channels * 2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(bytes, 40);
  for (let frame = 0; frame < frames; frame++) {
    const value = Math.round(16_000 * Math.sin((2 * Math.PI * hertz * frame) / rate));
    for (let channel = 0; channel < channels; channel++) {
      file.writeInt16LE(value, 44 + (frame * channels + channel) * 2);
    }
  }
  const path = join(directory, name);
  writeFileSync(path, file);
  return path;
}

/** How often the left channel crosses zero upwards. */
function risesOf(samples: Float32Array): number {
  let rises = 0;
  for (let at = 2; at < samples.length; at += 2) {
    if (samples[at - 2]! < 0 && samples[at]! >= 0) rises++;
  }
  return rises;
}
