import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { SoundError } from '../errors.ts';
import { CHANNELS } from '../format.ts';
import { WavFileSink, type WriteDone } from './wav-file.ts';
import { WAV_HEADER_BYTES } from './wav-header.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ajar-wav-'));
  path = join(folder, 'heard.wav');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Sample frames that the header promises, and those that follow it. */
function recording(): { promised: number; samples: Float32Array } {
  const bytes = readFileSync(path);
  const promised = bytes.readUInt32LE(WAV_HEADER_BYTES - 4) / 8;
  // Behind what the header promises a write may be under way, and end anywhere.
  const wholeBytes = (bytes.length - WAV_HEADER_BYTES) & ~3;
  const from = bytes.byteOffset + WAV_HEADER_BYTES;
  const samples = new Float32Array(bytes.buffer.slice(from, from + wholeBytes));
  return { promised, samples };
}

function ramp(start: number, frames: number): Float32Array {
  return Float32Array.from(
    { length: frames * CHANNELS },
    (_, i) => ((start + (i >> 1)) / 1e6) * (i % 2 === 0 ? 1 : -1),
  );
}

test('everything written is in the file when close returns', () => {
  let clockUs = 0;
  const sink = new WavFileSink(path, () => clockUs);
  for (let block = 0; block < 300; block++, clockUs += 5_000) sink.write(ramp(block * 240, 240));
  sink.close();
  sink.close();
  const { promised, samples } = recording();
  assert.equal(promised, 72_000);
  assert.deepEqual(Buffer.from(samples.buffer), Buffer.from(ramp(0, 72_000).buffer));
  assert.deepEqual(sink.counters, {
    underruns: 0,
    droppedFrames: 0,
    clippedSamples: 0,
    invalidSamples: 0,
    losses: 0,
  });
});

test('the file can be read while it grows', async () => {
  let clockUs = 0;
  const sink = new WavFileSink(path, () => clockUs);
  for (let block = 0; recording().promised < 48_000; block++, clockUs += 5_000) {
    sink.write(ramp(block * 240, 240));
    await turn();
  }
  const { promised, samples } = recording();
  assert.ok(samples.length >= promised * CHANNELS);
  assert.equal(samples[2 * 40_000], Math.fround(0.04));
  sink.close();
});

test('where nothing came in time there is silence of that length', () => {
  let clockUs = 0;
  const sink = new WavFileSink(path, () => clockUs);
  sink.write(new Float32Array(480).fill(0.5));
  clockUs = 1_000_000;
  sink.write(new Float32Array(480).fill(0.25));
  sink.close();
  const { promised, samples } = recording();
  assert.equal(promised, 48_240);
  assert.equal(samples[479], 0.5);
  assert.ok(samples.subarray(480, 96_000).every((value) => value === 0));
  assert.equal(samples[96_000], 0.25);
  assert.equal(sink.counters.underruns, 1);
});

test('a disk that hangs loses sound, which is counted, and blocks nobody', () => {
  let clockUs = 0;
  let waiting = 0;
  const sink = new WavFileSink(
    path,
    () => clockUs,
    () => {
      waiting++;
    },
  );
  for (let block = 0; block < 1_000; block++, clockUs += 5_000) sink.write(new Float32Array(480).fill(0.1));
  assert.equal(waiting, 1);
  assert.equal(sink.counters.droppedFrames, 240_000 - 96_000);
  sink.close();
  assert.equal(recording().promised, 96_000);
});

test('a write that fails is counted, and the recording goes on behind it', () => {
  let clockUs = 0;
  const writes: { position: number; done: WriteDone }[] = [];
  const sink = new WavFileSink(
    path,
    () => clockUs,
    (_fd, _bytes, position, done) => writes.push({ position, done }),
  );
  for (let block = 0; block < 101; block++, clockUs += 5_000) sink.write(new Float32Array(480).fill(0.1));
  writes[0]?.done(new Error('no space left on device'));
  assert.equal(sink.counters.droppedFrames, 12_000);
  assert.equal(writes[1]?.position, WAV_HEADER_BYTES + 12_000 * 8);
  sink.close();
});

test('an older header that reaches the disk after close does no harm', () => {
  let clockUs = 0;
  const writes: { fd: number; bytes: Uint8Array; position: number; done: WriteDone }[] = [];
  const sink = new WavFileSink(
    path,
    () => clockUs,
    (fd, bytes, position, done) => writes.push({ fd, bytes, position, done }),
  );
  for (let done = 0; writes.at(-1)?.position !== 0; clockUs += 5_000) {
    sink.write(ramp(0, 240));
    if (writes.length > done && writes.at(-1)?.position !== 0) writes[done++]?.done(null);
  }
  const header = writes.at(-1);
  assert.equal(header?.position, 0);

  sink.close();
  const promised = recording().promised;
  writeSync(header?.fd ?? -1, header?.bytes ?? new Uint8Array(), 0, WAV_HEADER_BYTES, 0);
  assert.notEqual(recording().promised, promised);
  header?.done(null);
  assert.equal(recording().promised, promised);
});

test('what is no sound does not get into the file', () => {
  const sink = new WavFileSink(path, () => 0);
  sink.write(Float32Array.of(Number.NaN, 2, 0.5, -0.5));
  sink.close();
  assert.deepEqual(recording().samples, Float32Array.of(0, 1, 0.5, -0.5));
  assert.equal(sink.counters.invalidSamples, 1);
  assert.equal(sink.counters.clippedSamples, 1);
});

test('a folder that is not there is named in one line', () => {
  assert.throws(
    () => new WavFileSink(join(folder, 'nowhere', 'heard.wav'), () => 0),
    (error) => {
      assert.ok(error instanceof SoundError);
      assert.equal(error.code, 'file');
      assert.match(error.message, /nowhere/);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    },
  );
});
