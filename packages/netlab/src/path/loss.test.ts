import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NetworkSettings } from '../description/settings.ts';
import { RecordedPath } from '../fixture/recorded-path.ts';

test('the share that is lost is the share asked for, whatever the seed', () => {
  const sent = 40_000;
  for (const lossPct of [0, 0.5, 2, 10, 50, 100]) {
    for (let seed = 0; seed < 5; seed++) {
      const path = new RecordedPath(seed, { lossPct }).stream(sent, 100, 1200);
      const share = lossPct / 100;
      const fourDeviations = 4 * Math.sqrt((share * (1 - share)) / sent);
      assert.ok(Math.abs(path.stats.lost / sent - share) <= fourDeviations, `${path.stats.lost} of ${sent}`);
      assert.equal(path.stats.lost + path.stats.forwarded, path.stats.offered);
    }
  }
});

test('which datagrams get lost depends on nothing but the seed, and more loss takes the same ones and others', () => {
  const few = lost({ lossPct: 2 });
  assert.deepEqual(lost({ lossPct: 2, delayMs: 50, jitterMs: 5, corruptPct: 10, bandwidthBps: 1e8 }), few);
  const many = new Set(lost({ lossPct: 6 }));
  assert.ok(many.size > few.length && few.every((index) => many.has(index)));
});

test('loss in bursts has the share and the mean length asked for', () => {
  for (const [lossPct, lossBurst] of [
    [1, 10],
    [5, 3],
    [20, 1.5],
    [30, 50],
  ] as const) {
    const sent = 400_000;
    const indexes = lost({ lossPct, lossBurst }, sent);
    const runs = indexes.filter((index, place) => index - 1 !== indexes[place - 1]).length;
    const share = (indexes.length / sent) * 100;
    const burst = indexes.length / runs;
    // Both are means over the runs, whose lengths deviate by about their mean.
    const tolerance = 5 / Math.sqrt(runs);
    assert.ok(Math.abs(share / lossPct - 1) < tolerance, `${share} % in bursts of ${burst}`);
    assert.ok(Math.abs(burst / lossBurst - 1) < tolerance, `${share} % in bursts of ${burst}`);
  }
});

test('bursts are never shorter than chance makes them', () => {
  assert.deepEqual(lost({ lossPct: 40, lossBurst: 1.5 }), lost({ lossPct: 40 }));
  assert.equal(lost({ lossPct: 100, lossBurst: 5 }).length, 2000);
});

/** The indexes of the datagrams that are lost. */
function lost(settings: Partial<NetworkSettings>, sent = 2000): number[] {
  const path = new RecordedPath(3, settings).stream(sent, 1000, 500);
  return [...path.fates.keys()].filter((index) => path.fates[index]!.arrivalsUs.length === 0);
}
