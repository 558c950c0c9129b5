import assert from 'node:assert/strict';
import { test } from 'node:test';
import { feedDecoder, pairings, strangers } from './decoders/decoders.ts';

const seed = 20_261_123;
const runs = 250;
const strangerRuns = 60;

for (const pairing of pairings) {
  test(`given streams of ${pairing.encoder}, cut, flipped, spliced and shuffled, when they are decoded, then nothing crashes, hangs, grows or throws what it should not`, async () => {
    const { problem, counts } = await feedDecoder(pairing, seed, runs);

    assert.equal(problem, undefined);
    for (const [kind, count] of Object.entries(counts)) {
      if (kind !== 'none') assert.ok(count > 0, `${kind}: the damage is of every degree`);
    }
  });
}

for (const pairing of strangers) {
  test(`given streams of ${pairing.encoder}, when they get to a decoder for ${pairing.decoder}, then nothing comes of it`, async () => {
    const { problem } = await feedDecoder(pairing, seed, strangerRuns);

    assert.match(problem ?? '', /does not recover/, 'refused all along, and alive at the end');
  });
}
