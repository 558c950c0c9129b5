import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { NetworkSettings } from '../description/settings.ts';
import { NetlabError } from '../error.ts';
import { type Fate, RecordedPath } from '../fixture/recorded-path.ts';

const anySettings: fc.Arbitrary<Partial<NetworkSettings>> = fc.record({
  delayMs: fc.double({ min: 0, max: 200, noNaN: true }),
  jitterMs: fc.constantFrom(0, 0.5, 5, 50),
  jitterShape: fc.constantFrom('normal', 'pareto'),
  reorder: fc.boolean(),
  lossPct: fc.constantFrom(0, 1, 30),
  lossBurst: fc.constantFrom(1, 1.2, 10),
  bandwidthBps: fc.constantFrom(0, 1e5, 1e6, 4e7),
  queueMs: fc.constantFrom(0, 1, 100, 1000),
  queueBytes: fc.constantFrom(0, 3000, 100_000),
  queue: fc.constantFrom('tail-drop', 'codel'),
  duplicatePct: fc.constantFrom(0, 20),
  corruptPct: fc.constantFrom(0, 20),
});

/** Datagrams as [µs after the one before, bytes]. */
const anyTraffic = fc.array(fc.tuple(fc.nat(20_000), fc.integer({ min: 1, max: 1500 })), { maxLength: 300 });

test('an unimpaired path passes everything on at once', () => {
  const path = new RecordedPath(1);
  path.send(123.5, 1200);
  path.path.advance(123.5);
  assert.deepEqual(path.fates, [{ sentUs: 123.5, bytes: 1200, arrivalsUs: [123.5], bits: [] }]);
  assert.equal(path.path.nextUs, Infinity);
});

test('without reordering datagrams arrive in the order in which they were sent, also while settings change', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(anySettings, anyTraffic), { maxLength: 4 }),
      fc.integer(),
      (parts, seed) => {
        const path = new RecordedPath(seed);
        let nowUs = 0;
        for (const [settings, traffic] of parts) {
          path.path.set(nowUs, { ...settings, reorder: false });
          for (const [gapUs, bytes] of traffic) path.send((nowUs += gapUs), bytes);
        }
        path.finish();
        assert.deepEqual(
          path.arrivals,
          path.arrivals.toSorted((a, b) => a - b),
        );
        for (const { sentUs, arrivalsUs } of path.fates) assert.ok(arrivalsUs.every((at) => at >= sentUs));
      },
    ),
  );
});

test('every datagram is accounted for, whatever the settings and however they change', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(anySettings, anyTraffic, fc.nat(300_000), fc.nat(300_000)), { maxLength: 4 }),
      fc.integer(),
      (parts, seed) => {
        const path = new RecordedPath(seed);
        let nowUs = 0;
        for (const [settings, traffic, cutUs, heldUs] of parts) {
          path.path.set(nowUs, settings);
          path.path.cutUntil(nowUs + cutUs);
          path.path.holdUntil(nowUs + heldUs);
          for (const [gapUs, bytes] of traffic) path.send((nowUs += gapUs), bytes);
        }
        path.finish();
        const { offered, forwarded, lost, queueFull, codelDropped, cut, duplicated } = path.stats;
        assert.ok(
          forwarded === path.arrivals.length,
          `${forwarded} forwarded, ${path.arrivals.length} arrived`,
        );
        const gone = lost + cut + queueFull + codelDropped;
        assert.ok(offered + duplicated <= forwarded + gone, 'one has vanished');
        assert.ok(offered <= path.fates.length && forwarded <= offered + duplicated);
        assert.equal(path.path.queuedBytes, 0);
      },
    ),
  );
});

test('the same seed, times and sizes give the same fates', () => {
  fc.assert(
    fc.property(anySettings, anyTraffic, fc.maxSafeInteger(), (settings, traffic, seed) => {
      assert.deepEqual(fates(seed, settings, traffic), fates(seed, settings, traffic));
    }),
  );
});

test('duplicates and corrupted bits come as often as asked for and within the datagram', () => {
  const path = new RecordedPath(9, { duplicatePct: 10, corruptPct: 5 }).stream(20_000, 1, 10);
  const twice = path.fates.filter(({ arrivalsUs }) => arrivalsUs.length === 2).length;
  const corrupt = path.fates.filter(({ bits }) => bits.length === 1).length;
  assert.ok(path.fates.every(({ bits }) => bits.every((bit) => bit >= 0 && bit < 80)));
  const asked = Math.abs(twice - 2000) < 200 && Math.abs(corrupt - 1000) < 150;
  assert.ok(asked, `${twice} twice, ${corrupt} corrupt`);
  assert.equal(path.stats.duplicated, twice);
  assert.equal(path.stats.corrupted, corrupt);
  assert.equal(path.stats.forwarded, 20_000 + twice);
});

test('a cut drops what is sent meanwhile, not what is on its way', () => {
  const path = new RecordedPath(1, { delayMs: 100 });
  path.send(0, 100);
  path.path.cutUntil(2_000_000);
  for (const sentUs of [10, 1_999_999, 2_000_000]) path.send(sentUs, 100);
  path.finish();
  assert.deepEqual(
    path.fates.map(({ arrivalsUs }) => arrivalsUs),
    [[100_000], [], [], [2_100_000]],
  );
  assert.equal(path.stats.cut, 2);
});

test('a hold keeps what is sent meanwhile and lets it go in one burst, in order', () => {
  const path = new RecordedPath(1, { delayMs: 10 });
  path.send(0, 100);
  path.path.holdUntil(500_000);
  for (const sentUs of [1, 200_000, 499_999, 500_000, 600_000]) path.send(sentUs, 100);
  path.finish();
  assert.deepEqual(
    path.fates.flatMap(({ arrivalsUs }) => arrivalsUs),
    [10_000, 510_000, 510_000, 510_000, 510_000, 610_000],
  );
  assert.equal(path.stats.held, 3);
});

test('settings that are wrong change nothing', () => {
  const { path } = new RecordedPath(1, { delayMs: 10 });
  assert.throws(() => path.set(0, { delayMs: 20, lossPct: -1 }), NetlabError);
  assert.equal(path.settings.delayMs, 10);
});

function fates(seed: number, settings: Partial<NetworkSettings>, traffic: [number, number][]): Fate[] {
  const path = new RecordedPath(seed, settings);
  let nowUs = 0;
  for (const [gapUs, bytes] of traffic) path.send((nowUs += gapUs), bytes);
  return path.finish().fates;
}
