import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FLASH_EVERY_US } from '@ajar/media';
import { rateHz } from './audio/path/marks.ts';
import { beepHeardUs } from './audio/sync/beeps.ts';
import { flashesOf, type Looks } from './audio/sync/flashes.ts';
import { eventsOf, summaryOf } from './audio/sync/skews.ts';
import { spawnBench } from './spawn-bench.ts';

const frameUs = 1e6 / 60;
const instantUs = 5 * FLASH_EVERY_US;

test('a flash is seen between two looks, and was captured with the first picture of its instant, whichever was shown first', () => {
  // The camera is 9 ms off the instant, and of the lit pictures the first was lost.
  const capturedUs = instantUs + 9000;
  const looks = look([
    [capturedUs - frameUs, 95],
    [capturedUs + frameUs, 220],
    [capturedUs + 2 * frameUs, 235],
    [capturedUs + 8 * frameUs, 90],
  ]);

  const [flash, ...more] = flashesOf(looks, FLASH_EVERY_US, frameUs);

  assert.equal(more.length, 0);
  assert.equal(flash!.instantUs, instantUs);
  assert.ok(Math.abs(flash!.capturedUs - capturedUs) < 1);
  assert.ok(Math.abs(flash!.seenUs - (capturedUs + frameUs + shownAfterUs)) <= 2000);
  assert.equal(flash!.gapUs, 4000);
});

test('a beep is heard where its tone begins, and neither in silence nor without a quiet moment before', () => {
  const samples = new Float32Array(2 * rateHz);
  for (let frame = 0; frame < rateHz / 10; frame++)
    samples[rateHz + frame] = 0.2 * Math.sin((2 * Math.PI * 1000 * frame) / rateHz);
  const recording = {
    samples,
    timeOf: (frame: number) => instantUs + (frame - rateHz) * (1e6 / rateHz) - 30_000,
  };

  const heardUs = beepHeardUs(recording, instantUs - 100_000);

  assert.ok(Math.abs(heardUs! - (instantUs - 30_000)) < 100, `${heardUs! - instantUs}`);
  assert.equal(beepHeardUs(recording, instantUs - 700_000), undefined);
  assert.equal(beepHeardUs(recording, instantUs - 10_000), undefined);
  assert.equal(beepHeardUs(recording, instantUs + 10 * rateHz), undefined);
});

test('sound later than its picture is positive, and what has no beep is left out', () => {
  const flash = { instantUs, capturedUs: instantUs + 10_000, seenUs: instantUs + 40_000, gapUs: 4000 };
  const other = { ...flash, instantUs: 2 * instantUs };

  const events = eventsOf([flash, other], (us) => (us === instantUs ? us + 37_000 : undefined));

  assert.deepEqual(events, [{ instantUs, skewMs: 7, fromInstantMs: -3, soundMs: 37, pictureMs: 30 }]);
  assert.deepEqual(summaryOf(events).p95, 7);
  assert.equal(summaryOf(events).fromInstantP95, 3);
  assert.equal(summaryOf([]).p95, null);
});

test('what is wrong with its flags is one line', () => {
  const { status, err } = spawnBench('audio', 'sync', '--starts', 'many');

  assert.equal(status, 2);
  assert.match(err, /\naudio: --starts many: give a whole number .*\n$/);
});

const shownAfterUs = 12_000;

/** Looks every 4 ms at pictures that are shown some time after they were captured. */
function look(pictures: readonly (readonly [capturedUs: number, level: number])[]): Looks {
  const [first, last] = [pictures[0]![0] + shownAfterUs, pictures.at(-1)![0] + shownAfterUs];
  const atUs = Float64Array.from(
    { length: 1 + Math.ceil((last - first) / 4000) },
    (_, at) => first + at * 4000,
  );
  const shown = Array.from(
    atUs,
    (us) => pictures.findLast(([capturedUs]) => capturedUs + shownAfterUs <= us)!,
  );
  return {
    atUs,
    stampUs: Float64Array.from(shown, ([capturedUs]) => Math.round(capturedUs)),
    level: Float64Array.from(shown, ([, level]) => level),
  };
}
