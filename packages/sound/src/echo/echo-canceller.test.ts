import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { type TestContext, test } from 'node:test';
import { BLOCK_FRAMES, BLOCK_SAMPLES, BLOCK_US } from '../format.ts';
import { SpeechReader } from '../speech/reader.ts';
import { EchoCanceller, type EchoOptions } from './echo-canceller.ts';

const all: EchoOptions = { echo: true, highPass: true, noise: true, gain: true };

test('with everything off sound passes untouched and at once', async (t) => {
  const canceller = await open(t, {});
  const block = speech().next();
  const before = block.slice();
  canceller.reverse(block, 0);
  assert.equal(canceller.process(block, 5000), 5000);
  assert.deepEqual(block, before);
  assert.equal(canceller.stats.erleDb, null);
});

test('what was captured when is known behind it as well', async (t) => {
  const canceller = await open(t, { echo: true });
  const block = new Float32Array(BLOCK_SAMPLES);
  let loudest = 0;
  let loudestUs = 0;
  for (let number = 0; number < 200; number++) {
    block.fill(0);
    // Half a millisecond that stands out, 500 ms after the start.
    if (number === 100) for (let i = 0; i < 48; i++) block[i] = 0.5 * Math.sin((2 * Math.PI * (i >> 1)) / 24);
    const fromUs = canceller.process(block, number * BLOCK_US);
    block.forEach((sample, i) => {
      if (i % 2 === 1 || Math.abs(sample) <= loudest) return;
      loudest = Math.abs(sample);
      loudestUs = fromUs + ((i >> 1) * 1e6) / 48_000;
    });
  }
  assert.ok(loudest > 0.1);
  assert.ok(Math.abs(loudestUs - 500_250) < 600, `${loudestUs} µs`);
});

test('the echo of speech in a small room is gone after some seconds, and nothing of it was let out at the start', async (t) => {
  const canceller = await open(t, { echo: true, highPass: true });
  const room = new SmallRoom();
  const powers = run(canceller, room, 12);
  assert.ok(
    powers.slice(0, 2).every(({ after }) => after < -45),
    JSON.stringify(powers.slice(0, 2)),
  );
  const erleDb = powers.slice(6).map(({ before, after }) => before - after);
  assert.ok(Math.min(...erleDb) > 20, erleDb.map((db) => db.toFixed(0)).join(' '));
  assert.ok(canceller.stats.erleDb! > 20, `${canceller.stats.erleDb}`);
  assert.ok(Math.abs(canceller.stats.erlDb! - 9) < 6, `${canceller.stats.erlDb}`);
  assert.equal(canceller.stats.realigned, 0);
  assert.ok(Math.abs(canceller.stats.delayMs! - 60) < 1, `${canceller.stats.delayMs}`);
});

test('devices that take no longer than their echo are cancelled as well', async (t) => {
  const canceller = await open(t, { echo: true });
  const powers = run(canceller, new SmallRoom(), 9, 2);
  const erleDb = powers.slice(5).map(({ before, after }) => before - after);
  assert.ok(Math.min(...erleDb) > 20, erleDb.map((db) => db.toFixed(0)).join(' '));
  assert.ok(Math.abs(canceller.stats.delayMs! - 10) < 1, `${canceller.stats.delayMs}`);
});

test('a silent channel stays silent and does no harm to the other', async (t) => {
  const canceller = await open(t, { echo: true });
  const block = new Float32Array(BLOCK_SAMPLES);
  let left = 0;
  for (let number = 0; number < 600; number++) {
    for (let i = 0; i < BLOCK_FRAMES; i++) {
      block[2 * i] = 0.2 * Math.sin((number * BLOCK_FRAMES + i) * 0.05);
      block[2 * i + 1] = 0;
    }
    canceller.process(block, number * BLOCK_US);
    if (number < 400) continue;
    for (let i = 0; i < BLOCK_FRAMES; i++) {
      left += block[2 * i]! ** 2 / (200 * BLOCK_FRAMES);
      assert.equal(block[2 * i + 1], 0);
    }
  }
  assert.ok(Math.abs(10 * Math.log10(left / 0.02)) < 1, `${10 * Math.log10(left / 0.02)} dB`);
});

test('what is no sound does no harm: NaN, infinities, a full-scale square wave, then silence', async (t) => {
  const canceller = await open(t, all);
  const block = new Float32Array(BLOCK_SAMPLES);
  const feed = (number: number, sampleOf: (i: number) => number): void => {
    for (let i = 0; i < BLOCK_SAMPLES; i++) block[i] = sampleOf(i);
    canceller.reverse(block, number * BLOCK_US);
    canceller.process(block, number * BLOCK_US);
    assert.ok(block.every((sample) => Math.abs(sample) <= 1));
  };
  for (let number = 0; number < 40; number++)
    feed(number, (i) => [Number.NaN, Infinity, -Infinity, 1e30][i % 4]!);
  for (let number = 40; number < 400; number++) feed(number, (i) => (i % 96 < 48 ? 1 : -1));
  for (let number = 400; number < 12_000; number++) feed(number, () => 0);
  assert.ok(block.every((sample) => Math.abs(sample) < 1e-3));
});

test('what works is changed while sound goes on, without a gap', async (t) => {
  const canceller = await open(t, { echo: true });
  const talk = speech();
  const powers: number[] = [];
  let fromUs = 0;
  for (let number = 0; number < 1200; number++) {
    if (number === 300) await canceller.set({ echo: true, highPass: true, noise: true });
    const block = talk.next();
    const nextUs = canceller.process(block, number * BLOCK_US);
    if (number > 0) assert.ok(Math.abs(nextUs - fromUs - BLOCK_US) < 1e-3);
    fromUs = nextUs;
    powers.push(block.reduce((sum, sample) => sum + sample ** 2, 0));
  }
  assert.deepEqual(canceller.options, { echo: true, highPass: true, noise: true });
  const around = powers.slice(700, 720);
  assert.ok(Math.max(...around) < 50 && around.every(Number.isFinite));
  await canceller.set({});
  assert.equal(canceller.process(talk.next(), 0), 0);
  await canceller.set(all);
  assert.ok(canceller.process(talk.next(), 0) < 0);
});

test('a microphone that becomes two is heard from one until the other has learned', async (t) => {
  const canceller = await open(t, { echo: true });
  const talk = speech();
  let differing = 0;
  const run = (from: number, to: number, right: number): void => {
    for (let number = from; number < to; number++) {
      const block = talk.next();
      for (let i = 1; i < BLOCK_SAMPLES; i += 2) block[i] = block[i - 1]! * right;
      canceller.process(block, number * BLOCK_US);
      for (let i = 0; i < BLOCK_SAMPLES; i += 2) if (block[i] !== block[i + 1]) differing++;
    }
  };
  run(0, 300, 1);
  differing = 0;
  run(300, 640, 0.5);
  assert.equal(differing, 0);
  run(640, 900, 0.5);
  assert.ok(differing > 0);
});

test('a canceller that takes over after a silence, and so has learned nothing, lets no echo out', async (t) => {
  const canceller = await open(t, { echo: true });
  const room = new SmallRoom();
  const talk = speech();
  const waiting: Float32Array[] = [];
  let last: Float32Array = new Float32Array(BLOCK_SAMPLES);
  const feed = (number: number, isTalking: boolean): void => {
    const played = isTalking ? talk.next() : new Float32Array(BLOCK_SAMPLES);
    const heard = new Float32Array(BLOCK_SAMPLES);
    room.hear(played, heard);
    canceller.reverse(played, number * BLOCK_US);
    // Played sound is known 60 ms before what was recorded with it.
    waiting.push(heard);
    last = waiting.length > 12 ? waiting.shift()! : new Float32Array(BLOCK_SAMPLES);
    canceller.process(last, (number - 12) * BLOCK_US);
  };
  let number = 0;
  for (; number < 1600; number++) feed(number, true);
  await canceller.set({ echo: true, highPass: true });
  for (; number < 2200; number++) feed(number, false);
  let loudest = 0;
  for (const end = number + 600; number < end; number++) {
    feed(number, true);
    for (const sample of last) loudest = Math.max(loudest, Math.abs(sample));
  }
  assert.ok(loudest < 0.01, `${loudest}`);
});

test('a process ends by itself once its cancellers are closed, also when it opens another one in between', () => {
  const code = `
    import { EchoCanceller } from ${JSON.stringify(new URL('../index.ts', import.meta.url).href)};
    for (const options of [{ echo: true }, { noise: true }]) {
      const canceller = await EchoCanceller.open(options);
      for (let number = 0; number < 40; number++) canceller.process(new Float32Array(480), number * 5000);
      await canceller.set({});
      await canceller.set(options);
      canceller.close();
      canceller.close();
    }
    console.log('closed');
  `;
  const { status, stdout, stderr, signal } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', code],
    {
      encoding: 'utf8',
      // Long enough for any machine: a process that does not end is what would show.
      timeout: 50_000,
    },
  );
  assert.deepEqual({ status, signal, stdout }, { status: 0, signal: null, stdout: 'closed\n' }, stderr);
});

async function open(t: TestContext, options: EchoOptions): Promise<EchoCanceller> {
  const canceller = await EchoCanceller.open(options);
  t.after(() => canceller.close());
  return canceller;
}

function speech(): { next(): Float32Array } {
  const reader = new SpeechReader(0);
  return { next: () => reader.next(BLOCK_FRAMES).slice() };
}

/** Some reflections, 9 dB down together, the first after 12 ms. */
class SmallRoom {
  readonly #taps: readonly (readonly [frames: number, gain: number])[] = [
    [576, 0.25],
    [731, 0.18],
    [1103, -0.12],
    [1801, 0.08],
    [2907, -0.05],
    [4111, 0.03],
  ];
  readonly #past = new Float32Array(8192);
  #at = 0;

  hear(played: Float32Array, into: Float32Array): void {
    for (let i = 0; i < BLOCK_FRAMES; i++) {
      this.#past[this.#at % 8192] = played[2 * i]! + played[2 * i + 1]!;
      let sum = 0;
      for (const [frames, gain] of this.#taps) sum += gain * this.#past[(this.#at - frames + 16_384) % 8192]!;
      into[2 * i] = sum;
      into[2 * i + 1] = 0.9 * sum;
      this.#at++;
    }
  }
}

/** Plays speech into the room for some seconds; gives the power recorded and what is left of it, dBFS, second by second. */
function run(
  canceller: EchoCanceller,
  room: SmallRoom,
  seconds: number,
  aheadBlocks = 12,
): { before: number; after: number }[] {
  const talk = speech();
  const waiting: Float32Array[] = [];
  const powers: { before: number; after: number }[] = [];
  let before = 0;
  let after = 0;
  for (let number = 0; number < seconds * 200; number++) {
    const played = talk.next();
    canceller.reverse(played, number * BLOCK_US);
    const heard = new Float32Array(BLOCK_SAMPLES);
    room.hear(played, heard);
    waiting.push(heard);
    // Sound is known to the canceller 60 ms before what was recorded with it.
    if (waiting.length <= aheadBlocks) continue;
    const block = waiting.shift()!;
    for (const sample of block) before += sample ** 2;
    canceller.process(block, (number - aheadBlocks) * BLOCK_US);
    for (const sample of block) after += sample ** 2;
    if (number % 200 !== 199) continue;
    powers.push({ before: toDb(before / 96_000), after: toDb(after / 96_000) });
    before = after = 0;
  }
  return powers;
}

function toDb(power: number): number {
  return 10 * Math.log10(power + 1e-12);
}
