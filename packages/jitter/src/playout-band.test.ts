import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PlayoutBand } from './playout-band.ts';

test('within the band nothing happens', () => {
  const within = fc.array(fc.double({ min: -1000, max: 5500, noNaN: true }), { maxLength: 500 });
  fc.assert(
    fc.property(within, (excesses) => {
      const band = new PlayoutBand(5000, 1000, 5500);
      for (const excess of excesses) assert.equal(band.judge(excess), 0);
    }),
  );
});

test('above the band one block is left out every 100 ms, below one is inserted', () => {
  const band = new PlayoutBand(5000, 1000, 5500);
  assert.equal(judgements(band, 6000, 100).filter((change) => change === 1).length, 5);
  assert.equal(judgements(band, -1500, 100).filter((change) => change === -1).length, 5);
});

test('far above, all that is too much goes at once', () => {
  const band = new PlayoutBand(5000, 1000, 5500);
  assert.deepEqual(judgements(band, 302_000, 8), [0, 0, 0, 0, 0, 0, 0, 60]);
});

test('the earliest pull decides: a device that asks for two blocks at a time is not taken for late', () => {
  const band = new PlayoutBand(5000, 1000, 5500);
  for (let pull = 0; pull < 1000; pull++) assert.equal(band.judge(pull % 2 === 0 ? 8000 : 3000), 0);
});

test('a correction does not call for the opposite one', () => {
  const anywhere = fc.double({ min: -20_000, max: 20_000, noNaN: true });
  fc.assert(
    fc.property(anywhere, (start) => {
      const band = new PlayoutBand(5000, 1000, 5500);
      let excess = start;
      const changes = new Set<number>();
      for (let pull = 0; pull < 400; pull++) {
        const change = band.judge(excess);
        excess -= 5000 * change;
        if (change !== 0) changes.add(Math.sign(change));
      }
      assert.ok(changes.size <= 1);
      assert.ok(excess >= -1000 && excess <= 5500, `ended ${excess} µs from the target`);
    }),
  );
});

function judgements(band: PlayoutBand, excessUs: number, pulls: number): number[] {
  return Array.from({ length: pulls }, () => band.judge(excessUs));
}
