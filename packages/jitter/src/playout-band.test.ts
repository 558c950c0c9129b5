import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PlayoutBand } from './playout-band.ts';

test('nothing is known of the excess before twenty pulls, nor after a rest', () => {
  const band = new PlayoutBand(5000);
  for (let pull = 0; pull < 19; pull++) band.judge(1000);
  assert.ok(Number.isNaN(band.excessUs));
  band.judge(1000);
  assert.equal(band.excessUs, 1000);
  band.rest();
  assert.ok(Number.isNaN(band.excessUs));
});

test('up to 40 ms it is for others to come closer gently', () => {
  const gentle = fc.array(fc.double({ min: -1e5, max: 40_000, noNaN: true }), { maxLength: 500 });
  fc.assert(
    fc.property(gentle, (excesses) => {
      const band = new PlayoutBand(5000);
      for (const excess of excesses) assert.equal(band.judge(excess), 0);
    }),
  );
});

test('far above, all that is too much goes at once', () => {
  const band = new PlayoutBand(5000);
  const changes = Array.from({ length: 8 }, () => band.judge(302_000));
  assert.deepEqual(changes, [0, 0, 0, 0, 0, 0, 0, 60]);
});

test('the earliest pull decides: a device that asks for two blocks at a time is not taken for late', () => {
  const band = new PlayoutBand(5000);
  for (let pull = 0; pull < 1000; pull++) band.judge(pull % 2 === 0 ? 48_000 : 3000);
  assert.equal(band.excessUs, 3000);
});
