import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NetlabError } from './error.ts';
import { type Fate, Path } from './path.ts';
import type { NetworkSettings } from './settings.ts';

const anySettings: fc.Arbitrary<Partial<NetworkSettings>> = fc.record({
  delayMs: fc.double({ min: 0, max: 200, noNaN: true }),
  jitterMs: fc.constantFrom(0, 0.5, 5, 50),
  reorder: fc.boolean(),
  lossPct: fc.constantFrom(0, 1, 30),
  bandwidthBps: fc.constantFrom(0, 1e5, 1e6, 4e7),
  queueMs: fc.constantFrom(0, 1, 100, 1000),
  duplicatePct: fc.constantFrom(0, 20),
  corruptPct: fc.constantFrom(0, 20),
});

/** Datagrams as [µs after the one before, bytes]. */
const anyTraffic = fc.array(fc.tuple(fc.nat(20_000), fc.integer({ min: 1, max: 1500 })), { maxLength: 300 });

test('an unimpaired path passes everything on at once', () => {
  const path = new Path(1);
  const fate = path.send(123.5, 1200);
  assert.deepEqual(fate, { outcome: 'arrives', arrivalUs: 123.5, duplicateUs: Infinity, corruptBit: -1 });
});

test('the share that is lost is the share asked for, whatever the seed', () => {
  const sent = 40_000;
  for (const lossPct of [0, 0.5, 2, 10, 50, 100]) {
    for (let seed = 0; seed < 5; seed++) {
      const path = new Path(seed, { lossPct });
      for (let index = 0; index < sent; index++) path.send(index * 100, 1200);
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

test('without reordering datagrams arrive in the order in which they were sent, also while settings change', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(anySettings, anyTraffic), { maxLength: 4 }),
      fc.integer(),
      (parts, seed) => {
        const path = new Path(seed);
        let nowUs = 0;
        let lastUs = 0;
        for (const [settings, traffic] of parts) {
          path.set({ ...settings, reorder: false });
          for (const [gapUs, bytes] of traffic) {
            nowUs += gapUs;
            const { outcome, arrivalUs, duplicateUs } = path.send(nowUs, bytes);
            if (outcome !== 'arrives') continue;
            assert.ok(arrivalUs >= lastUs && arrivalUs >= nowUs && duplicateUs >= arrivalUs);
            lastUs = duplicateUs === Infinity ? arrivalUs : duplicateUs;
          }
        }
      },
    ),
  );
});

test('the bandwidth is never exceeded and nothing waits longer than the queue allows', () => {
  fc.assert(
    fc.property(anySettings, anyTraffic, fc.integer(), (settings, traffic, seed) => {
      const bandwidthBps = settings.bandwidthBps || 1e6;
      const queueMs = settings.queueMs ?? 100;
      const path = new Path(seed, { bandwidthBps, queueMs, duplicatePct: 20 });
      let nowUs = 0;
      let lastUs = 0;
      for (const [gapUs, bytes] of traffic) {
        nowUs += gapUs;
        const { outcome, arrivalUs, duplicateUs } = path.send(nowUs, bytes);
        if (outcome !== 'arrives') continue;
        const transmissionUs = (bytes * 8e6) / bandwidthBps;
        for (const atUs of [arrivalUs, duplicateUs]) {
          if (atUs === Infinity) continue;
          assert.ok(
            atUs - lastUs >= transmissionUs - 1e-3,
            `${atUs - lastUs} µs for ${transmissionUs} µs of data`,
          );
          assert.ok(atUs - transmissionUs - nowUs <= queueMs * 1000 + 1e-3);
          lastUs = atUs;
        }
      }
    }),
  );
});

test('a stream of twice the bandwidth fills the queue, then every second datagram is dropped', () => {
  const path = new Path(1, { bandwidthBps: 8e6, queueMs: 50 });
  let longestUs = 0;
  for (let index = 0; index < 2000; index++) {
    const { arrivalUs } = path.send(index * 500, 1000);
    if (arrivalUs !== Infinity) longestUs = Math.max(longestUs, arrivalUs - index * 500);
  }
  assert.equal(longestUs, 51_000);
  assert.ok(Math.abs(path.stats.queueFull - 950) <= 2, String(path.stats.queueFull));
});

test('the same seed, times and sizes give the same fates', () => {
  fc.assert(
    fc.property(anySettings, anyTraffic, fc.maxSafeInteger(), (settings, traffic, seed) => {
      assert.deepEqual(fates(seed, settings, traffic), fates(seed, settings, traffic));
    }),
  );
});

test('jitter has the deviation asked for, at any rate of datagrams, with reordering and without', () => {
  for (const reorder of [false, true]) {
    for (const packetsPerSecond of [60, 200, 4000]) {
      const path = new Path(2, { delayMs: 100, jitterMs: 10, reorder });
      const delays: number[] = [];
      for (let sentUs = 0; sentUs < 200e6; sentUs += 1e6 / packetsPerSecond) {
        delays.push((path.send(sentUs, 100).arrivalUs - sentUs) / 1000);
      }
      const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
      const variance = delays.reduce((sum, delay) => sum + (delay - mean) ** 2, 0) / delays.length;
      assert.ok(Math.abs(mean - 100) < 2, `mean ${mean} at ${packetsPerSecond}`);
      assert.ok(
        Math.abs(Math.sqrt(variance) - 10) < 1,
        `deviation ${Math.sqrt(variance)} at ${packetsPerSecond}`,
      );
    }
  }
});

test('with reordering datagrams do overtake each other, and still none arrives before it was sent', () => {
  const path = new Path(1, { delayMs: 5, jitterMs: 10, reorder: true });
  let overtaking = 0;
  let lastUs = 0;
  for (let sentUs = 0; sentUs < 1e6; sentUs += 1000) {
    const { arrivalUs } = path.send(sentUs, 100);
    assert.ok(arrivalUs >= sentUs);
    if (arrivalUs < lastUs) overtaking++;
    lastUs = arrivalUs;
  }
  assert.ok(overtaking > 200, String(overtaking));
});

test('duplicates and corrupted bits come as often as asked for and within the datagram', () => {
  const path = new Path(9, { duplicatePct: 10, corruptPct: 5 });
  let twice = 0;
  let corrupt = 0;
  for (let index = 0; index < 20_000; index++) {
    const fate = path.send(index, 10);
    if (fate.duplicateUs !== Infinity) twice++;
    if (fate.corruptBit >= 0) corrupt++;
    assert.ok(fate.corruptBit < 80);
  }
  assert.ok(
    Math.abs(twice - 2000) < 200 && Math.abs(corrupt - 1000) < 150,
    `${twice} twice, ${corrupt} corrupt`,
  );
  assert.equal(path.stats.duplicated, twice);
  assert.equal(path.stats.corrupted, corrupt);
  assert.equal(path.stats.forwarded, 20_000 + twice);
});

test('a cut drops what is sent meanwhile, not what is on its way', () => {
  const path = new Path(1, { delayMs: 100 });
  assert.equal(path.send(0, 100).arrivalUs, 100_000);
  path.cutUntil(2_000_000);
  assert.equal(path.send(10, 100).outcome, 'cut');
  assert.equal(path.send(1_999_999, 100).outcome, 'cut');
  assert.equal(path.send(2_000_000, 100).arrivalUs, 2_100_000);
  assert.equal(path.stats.cut, 2);
});

test('settings that are wrong change nothing', () => {
  const path = new Path(1, { delayMs: 10 });
  assert.throws(() => path.set({ delayMs: 20, lossPct: -1 }), NetlabError);
  assert.equal(path.settings.delayMs, 10);
});

/** The indexes of the datagrams, of 2,000, that are lost. */
function lost(settings: Partial<NetworkSettings>): number[] {
  const path = new Path(3, settings);
  const indexes = Array.from({ length: 2000 }, (_, index) => index);
  return indexes.filter((index) => path.send(index * 1000, 500).outcome === 'lost');
}

function fates(seed: number, settings: Partial<NetworkSettings>, traffic: [number, number][]): Fate[] {
  const path = new Path(seed, settings);
  let nowUs = 0;
  return traffic.map(([gapUs, bytes]) => {
    nowUs += gapUs;
    return { ...path.send(nowUs, bytes) };
  });
}
