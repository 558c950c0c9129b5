import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitrateFor, chooseSize, type PictureCost, SIZES } from './choose-size.ts';
import type { Size } from './size.ts';

/** A machine on which a picture costs in proportion to its pixels: this much at 1280x720. */
function machine(cpuMs: number, delayMs: number, tried: string[] = []) {
  return (size: Size): PictureCost => {
    tried.push(`${size.width}x${size.height}`);
    const factor = (size.width * size.height) / (1280 * 720);
    return { cpuMs: cpuMs * factor, delayMs: delayMs * factor };
  };
}

test('the largest size that leaves room at 60 frames a second is chosen, and why is said', async () => {
  const choice = await chooseSize({ cores: 2, measure: machine(2, 1.2) });

  assert.deepEqual(choice.size, { width: 1920, height: 1080 });
  assert.equal(choice.fps, 60);
  assert.equal(choice.bitrateBps, bitrateFor(choice.size, 60));
  assert.equal(
    choice.reason,
    '1920x1080 at 60 frames a second: a picture takes 2.7 ms to encode and decode here, and 2 ends use 27 % of 2 cores',
  );
});

test('many cores carry the largest size', async () => {
  const choice = await chooseSize({ cores: 16, measure: machine(5, 1) });

  assert.deepEqual(choice.size, SIZES.at(-1));
  assert.equal(choice.fps, 60);
});

test('cores do not help when one picture takes longer than its time', async () => {
  const choice = await chooseSize({ cores: 64, measure: machine(5, 8) });

  assert.deepEqual([choice.size.width, choice.fps], [1280, 60]);
});

test('a slow machine gets 30 frames a second, and large sizes are not even tried', async () => {
  const tried: string[] = [];
  const choice = await chooseSize({ cores: 2, measure: machine(11, 9, tried) });

  assert.deepEqual([choice.size.width, choice.fps], [1280, 30]);
  assert.deepEqual(tried, ['1280x720', '1920x1080']);
});

test('a machine that is too slow for anything is told so', async () => {
  const choice = await chooseSize({ cores: 1, measure: machine(100, 100) });

  assert.deepEqual([choice.size.width, choice.fps], [1280, 30]);
  assert.match(choice.reason, /more than it can keep up with/);
});

test('one end alone may be larger than two', async () => {
  const measure = machine(3, 1);

  const [one, two] = [
    await chooseSize({ cores: 2, ends: 1, measure }),
    await chooseSize({ cores: 2, measure }),
  ];

  assert.ok(one.size.width > two.size.width);
});

test('this very machine is measured and gets an answer', async () => {
  const choice = await chooseSize();

  assert.ok(SIZES.some((size) => size.width === choice.size.width));
  assert.match(choice.reason, /^\d+x\d+ at (60|30) frames a second: a picture takes \d+\.\d ms/);
});

test('the bitrate grows with size and rate, but slower', () => {
  const [small, , large] = SIZES;

  assert.equal(bitrateFor(small!, 60), 8_000_000);
  assert.ok(bitrateFor(small!, 30) > 4_000_000 && bitrateFor(small!, 30) < 5_500_000);
  assert.ok(bitrateFor(large!, 60) > 28_000_000 && bitrateFor(large!, 60) < 32_000_000);
});
