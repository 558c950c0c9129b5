import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { scratch } from './stage/ajar.ts';
import { openDoor } from './stage/door.ts';
import { Pulse } from './stage/pulse.ts';

const rateHz = 48_000;
const sentences = {
  left: 'The door between the two rooms is always open. Come closer, and tell me how you have been.',
  right: 'Somebody else stands on the other side, and speaks of the weather and of what there was for lunch.',
};

test('what synthesisers say left and right in one room is heard left and right in the other, also behind garbage', async (t) => {
  const missing = Pulse.whyNot();
  if (missing !== undefined) return t.skip(missing);
  using place = scratch();
  await using pulse = await Pulse.start(place.path('.'), ['near', 'far']);
  const left = synthesise(place.path('left.wav'), 'en', sentences.left);
  const right = synthesise(place.path('right.wav'), 'en+f3', sentences.right);
  await using door = await openDoor(
    place,
    ['--audio-in', 'pulse:near.monitor'],
    ['--audio-out', 'pulse:far'],
    { first: pulse.env, second: pulse.env },
  );

  const recorder = pulse.pacat(['--record', '--device=far.monitor', '--raw'], ['ignore', 'pipe', 'inherit']);
  const chunks: Buffer[] = [];
  recorder.stdout!.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(recorder.stdout!, 'data');
  const player = pulse.pacat(['--playback', '--device=near', '--raw'], ['pipe', 'ignore', 'inherit']);
  player.stdin!.end(Buffer.concat([garbage(), interleave(left, right)]));
  await once(player, 'exit');
  // What is still on its way to the other room has a second to get there.
  const enough = Buffer.concat(chunks).length + rateHz * 8;
  while (Buffer.concat(chunks).length < enough) await once(recorder.stdout!, 'data');
  recorder.kill('SIGTERM');

  const [heardLeft, heardRight] = channels(Buffer.concat(chunks));
  const matches = [bestMatches(left, heardLeft, 60, 0.75), bestMatches(right, heardRight, 40, 0.75)];
  t.diagnostic(
    `correlation that a quarter of 25 ms pieces exceeds: ${matches.map((match) => match.toFixed(3)).join(', ')}`,
  );
  for (const match of matches) assert.ok(match > 0.8, `correlation ${match}`);
  const crossed = bestMatches(left, heardRight, 20, 0.5);
  t.diagnostic(`crossed ${crossed.toFixed(3)}`);
  assert.ok(crossed < 0.7, `what was said left is heard right: ${crossed}`);
  const loudest = loudestBeforeSpeech(heardLeft);
  t.diagnostic(`loudest of what garbage leaves: ${loudest}`);
  assert.ok(loudest < 0.02, `garbage is heard: ${loudest}`);
  assert.equal(door.first.status, undefined);
});

/** Speech as mono samples at 48 kHz. */
function synthesise(file: string, voice: string, sentence: string): Float32Array {
  execFileSync('espeak-ng', ['-v', voice, '-w', file, sentence]);
  const raw = execFileSync(
    'sox',
    [file, '-t', 'raw', '-e', 'float', '-b', '32', '-r', String(rateHz), '-c', '1', '-'],
    {
      maxBuffer: 1 << 26,
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  return samplesOf(raw);
}

function samplesOf(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.length >> 2 }, (_, index) => bytes.readFloatLE(index * 4));
}

function interleave(left: Float32Array, right: Float32Array): Buffer {
  const stereo = new Float32Array(Math.max(left.length, right.length) * 2);
  for (const [index, value] of left.entries()) stereo[index * 2] = value;
  for (const [index, value] of right.entries()) stereo[index * 2 + 1] = value;
  return Buffer.from(stereo.buffer);
}

/** What a broken driver may give, then a moment of silence. */
function garbage(): Buffer {
  const samples = new Float32Array(rateHz * 2);
  const broken = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let index = 0; index < samples.length / 3; index++) samples[index] = broken[index % broken.length]!;
  return Buffer.from(samples.buffer);
}

function channels(stereo: Buffer): [left: Float32Array, right: Float32Array] {
  const samples = samplesOf(stereo);
  const channel = (first: number): Float32Array => samples.filter((_, index) => index % 2 === first);
  return [channel(0), channel(1)];
}

/** The largest sample up to a tenth of a second before the first loud one that others follow: speech goes on, a click does not. */
function loudestBeforeSpeech(heard: Float32Array): number {
  const step = rateHz / 100;
  const levels = envelope(heard, step).map((value) => value / Math.sqrt(step));
  const begin = levels.findIndex(
    (_, at) => levels.subarray(at, at + 20).filter((level) => level > 0.02).length > 10,
  );
  assert.ok(begin > 0, 'nothing was heard');
  return heard
    .subarray(0, Math.max(0, begin - 10) * step)
    .reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/**
 * The best correlation of pieces of 25 ms with speech in them with what was heard near where the whole fits best: the one that a `share` of
 * them stays below. Short, because a busy sound server tears its own buffers now and then, and playout stretches sound then, at times most
 * of it; and never a match by chance, because all pieces have to be at about the same distance.
 */
function bestMatches(said: Float32Array, heard: Float32Array, pieces: number, share: number): number {
  const coarse = coarseLag(said, heard);
  const piece = rateHz / 40;
  // Playout may change its delay by so much meanwhile, on a busy machine.
  const slack = rateHz / 8;
  const best: number[] = [];
  for (let at = 0; at + piece < said.length; at += piece) {
    const wanted = said.subarray(at, at + piece);
    if (energy(wanted) / piece < 1e-4) continue;
    let highest = 0;
    for (let lag = coarse - slack; lag <= coarse + slack; lag++) {
      const from = at + lag;
      if (from < 0 || from + piece > heard.length) continue;
      highest = Math.max(highest, correlation(wanted, heard.subarray(from, from + piece)));
    }
    best.push(highest);
    if (best.length === pieces) break;
  }
  assert.ok(best.length >= 20, `only ${best.length} pieces with speech`);
  return best.toSorted((a, b) => a - b)[Math.floor(best.length * share)]!;
}

/** Where the loudness of what was said fits that of what was heard best, in samples. */
function coarseLag(said: Float32Array, heard: Float32Array): number {
  const step = rateHz / 200;
  const [a, b] = [envelope(said, step), envelope(heard, step)];
  let best = 0;
  let bestValue = Number.NEGATIVE_INFINITY;
  for (let lag = 0; lag + 100 < b.length; lag++) {
    const length = Math.min(a.length, b.length - lag);
    const value = correlation(a.subarray(0, length), b.subarray(lag, lag + length));
    if (value <= bestValue) continue;
    bestValue = value;
    best = lag;
  }
  return best * step;
}

function envelope(samples: Float32Array, step: number): Float32Array {
  return Float32Array.from({ length: Math.floor(samples.length / step) }, (_, index) =>
    Math.sqrt(energy(samples.subarray(index * step, (index + 1) * step))),
  );
}

function energy(samples: Float32Array): number {
  return samples.reduce((sum, value) => sum + value * value, 0);
}

function correlation(left: Float32Array, right: Float32Array): number {
  let product = 0;
  let leftPower = 0;
  let rightPower = 0;
  for (let index = 0; index < left.length; index++) {
    product += left[index]! * right[index]!;
    leftPower += left[index]! ** 2;
    rightPower += right[index]! ** 2;
  }
  return product / Math.sqrt(leftPower * rightPower + 1e-12);
}
