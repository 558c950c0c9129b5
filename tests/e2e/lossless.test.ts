import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { linesOf, scratch } from './stage/ajar.ts';
import { openDoor } from './stage/door.ts';
import { sineWave } from './stage/sine-wave.ts';
import { until } from './stage/until.ts';

/** 25 ms. */
const piece = 1200;

test('lossless sound of one room is in the other as loud and as pure as it was', async (t) => {
  using place = scratch();
  const [tone, heard, stats] = [place.path('tone.wav'), place.path('heard.wav'), place.path('sent.jsonl')];
  writeFileSync(tone, sineWave(-6));
  {
    await using _door = await openDoor(
      place,
      ['--audio-in', `file:${tone}`, '--audio-codec', 'lossless', '--stats', stats],
      ['--audio-out', `file:${heard}`],
    );
    // Three seconds with samples as they are all the time: 48,000 times 2 of 24 bits.
    await until(() => {
      const lately = linesOf(stats).slice(-3);
      return lately.length === 3 && lately.every(({ audio }) => (audio.tx.bitrate ?? 0) > 2_250_000);
    });
  }
  const pieces = piecesOf(leftOf(readFileSync(heard)));
  const impurities = pieces.map(({ impurityDb }) => impurityDb).toSorted((a, b) => a - b);
  // A busy machine may have some of it stretched or made up.
  const quarter = Math.floor(pieces.length / 4);
  t.diagnostic(`of ${pieces.length} pieces a quarter is purer than ${impurities[quarter]!.toFixed(1)} dB`);
  assert.ok(impurities[quarter]! < -80);
  const levels = pieces.map(({ levelDb }) => levelDb).toSorted((a, b) => a - b);
  assert.ok(Math.abs(levels[pieces.length >> 1]! + 6) < 0.1, `peaks of ${levels[pieces.length >> 1]} dBFS`);
});

/** The left channel of a recording of 32-bit floats. */
function leftOf(wav: Buffer): Float32Array {
  const from = wav.indexOf('data') + 8;
  return Float32Array.from({ length: (wav.length - from) >> 3 }, (_, frame) =>
    wav.readFloatLE(from + 8 * frame),
  );
}

/**
 * All pieces with sound in them. In a sine's neighbours there is `c` times the sample between them, whatever its phase; what is not is no
 * sine. White noise, in both neighbours and `c` times in the sample, has 2 + c² times its own power there.
 */
function piecesOf(heard: Float32Array): { impurityDb: number; levelDb: number }[] {
  const found: { impurityDb: number; levelDb: number }[] = [];
  for (let from = 1; from + piece < heard.length; from += piece) {
    let product = 0;
    let energy = 0;
    for (let at = from; at < from + piece; at++) {
      product += heard[at]! * (heard[at - 1]! + heard[at + 1]!);
      energy += heard[at]! ** 2;
    }
    if (energy < 1) continue;
    const c = product / energy;
    let rest = 0;
    for (let at = from; at < from + piece; at++)
      rest += (heard[at - 1]! + heard[at + 1]! - c * heard[at]!) ** 2;
    found.push({
      impurityDb: 10 * Math.log10(rest / (2 + c * c) / energy),
      levelDb: 10 * Math.log10((2 * energy) / piece),
    });
  }
  return found;
}
