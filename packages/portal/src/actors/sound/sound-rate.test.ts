import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SoundRate } from './sound-rate.ts';

const opus = { codec: 'opus', frameMs: 5 } as const;

test('with room there is what was configured, on a narrow path at once what fits it', () => {
  const rate = new SoundRate(opus, 256_000);
  assert.equal(rate.see(40e6, 0).bitrateBps, 256_000);
  assert.equal(rate.see(1e6, 1).bitrateBps, 96_000);
  assert.equal(rate.see(400_000, 2).bitrateBps, 24_000);
  assert.equal(rate.see(50_000, 3).bitrateBps, 24_000);
});

test('more is taken after five seconds in which there was room for it', () => {
  const rate = new SoundRate(opus, 256_000);
  rate.see(600_000, 0);
  const taken = new Map<number, number>();
  for (let us = 250_000; us < 30e6; us += 250_000) {
    const { bitrateBps } = rate.see(us < 8e6 ? 1e6 : 20e6, us);
    if (!taken.has(bitrateBps)) taken.set(bitrateBps, us / 1e6);
  }
  assert.deepEqual(
    [...taken],
    [
      [48_000, 0.25],
      [96_000, 5.25],
      [256_000, 13],
    ],
  );
});

test('a path that breathes by a fifth changes nothing any more after the first breaths', () => {
  const rate = new SoundRate(opus, 256_000);
  const seen = new Set<number>();
  for (let us = 0; us < 60e6; us += 250_000) {
    const { bitrateBps } = rate.see(900_000 * (1 + 0.2 * Math.sin(us / 1e6)), us);
    if (us > 10e6) seen.add(bitrateBps);
  }
  assert.equal(seen.size, 1);
});

test('samples as they are give way to Opus where the path cannot carry them, and come back', () => {
  const rate = new SoundRate({ codec: 'pcm16', frameMs: 5 }, 256_000);
  assert.equal(rate.see(2.5e6, 0).codec, 'pcm16');
  assert.deepEqual(rate.see(2e6, 1), { codec: 'opus', bitrateBps: 256_000 });
  assert.equal(rate.see(2.5e6, 5e6).codec, 'opus');
  assert.equal(rate.see(2.5e6, 11e6).codec, 'opus');
  rate.see(20e6, 12e6);
  assert.equal(rate.see(20e6, 17e6).codec, 'pcm16');
});

test('whatever the path does, nothing beyond what was configured nor below the least is chosen', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1e9, noNaN: true })),
      fc.integer({ min: 6000, max: 510_000 }),
      fc.constantFrom('opus', 'pcm16', 'pcm24'),
      (paths, bitrateBps, codec) => {
        const rate = new SoundRate({ codec, frameMs: 5 }, bitrateBps);
        for (const [index, pathBps] of paths.entries()) {
          const choice = rate.see(pathBps, index * 1e6);
          if (choice.codec !== 'opus') assert.equal(choice.codec, codec);
          else if (codec === 'opus') assert.ok(choice.bitrateBps <= bitrateBps);
          if (choice.codec === 'opus') assert.ok(choice.bitrateBps >= Math.min(24_000, bitrateBps));
        }
      },
    ),
  );
});
