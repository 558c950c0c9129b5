import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uniform } from './arrival-trace.ts';
import { ClockMap } from './clock-map.ts';

test('there is no mapping before the first sample', () => {
  const map = new ClockMap();
  assert.equal(map.ready, false);
  assert.equal(map.driftPpm, null);
  assert.ok(Number.isNaN(map.toLocalUs(5)));
});

test('one sample maps at once', () => {
  const map = new ClockMap();
  map.sample(1000, 5e6, 300);
  assert.equal(map.ready, true);
  assert.equal(map.toLocalUs(5_002_000), 2000);
});

for (const driftPpm of [0, 40, -500, 500]) {
  test(`clocks ${driftPpm} ppm apart are mapped within 1 ms through 5 ms of jitter, for an hour`, () => {
    const exchange = exchanges(7, driftPpm, 5000);
    const map = new ClockMap();
    let worstUs = 0;
    for (let localUs = 0; localUs < 3600e6; localUs += 100_000) {
      const { offsetUs, rttUs, trueOffsetUs } = exchange(localUs);
      map.sample(localUs, offsetUs, rttUs);
      if (localUs < 15e6) continue;
      worstUs = Math.max(worstUs, Math.abs(map.offsetUs(localUs) - trueOffsetUs));
      assert.ok(Math.abs(map.toLocalUs(localUs + trueOffsetUs) - localUs) < 1000);
    }
    assert.ok(worstUs < 1000, `${worstUs} µs off`);
    assert.ok(Math.abs(map.driftPpm! - driftPpm) < 10, `${map.driftPpm} ppm`);
    assert.equal(map.jumps, 0);
  });
}

test('a remote clock that jumps is followed after a few samples, and a single wild sample is not', () => {
  const exchange = exchanges(3, 20, 1000);
  const map = new ClockMap();
  for (let localUs = 0; localUs < 60e6; localUs += 100_000) {
    const { offsetUs, rttUs } = exchange(localUs);
    map.sample(localUs, offsetUs, rttUs);
  }
  const before = map.offsetUs(60e6);
  map.sample(60e6, before + 3e9, 20_000);
  assert.equal(map.offsetUs(60e6), before);
  for (let repeat = 1; repeat <= 4; repeat++) map.sample(60e6 + repeat * 100_000, before + 3e9, 20_000);
  assert.equal(map.offsetUs(61e6), before + 3e9);
  assert.equal(map.jumps, 1);
  assert.equal(map.driftPpm, null);
});

/** What an exchange of timestamps gives: offset and round trip, wrong by the difference of the two ways' delays. */
function exchanges(
  seed: number,
  driftPpm: number,
  jitterUs: number,
): (localUs: number) => { offsetUs: number; rttUs: number; trueOffsetUs: number } {
  const random = uniform(seed);
  const delayUs = (): number => 20_000 - jitterUs * Math.log(1 - random());
  return (localUs) => {
    const thereUs = delayUs();
    const backUs = delayUs();
    const trueOffsetUs = 1e9 + (localUs * driftPpm) / 1e6;
    return { offsetUs: trueOffsetUs + (thereUs - backUs) / 2, rttUs: thereUs + backUs, trueOffsetUs };
  };
}
