import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RecordedPath } from '../fixture/recorded-path.ts';

const anyTraffic = fc.array(fc.tuple(fc.nat(20_000), fc.integer({ min: 1, max: 1500 })), { maxLength: 300 });
const anyQueue = fc.record({
  bandwidthBps: fc.constantFrom(1e5, 1e6, 4e7),
  queueMs: fc.constantFrom(0, 1, 100, 1000),
  queue: fc.constantFrom('tail-drop', 'codel'),
  duplicatePct: fc.constantFrom(0, 20),
} as const);

test('the bandwidth is never exceeded and nothing waits longer than the queue allows', () => {
  fc.assert(
    fc.property(anyQueue, anyTraffic, fc.integer(), (settings, traffic, seed) => {
      const path = new RecordedPath(seed, settings);
      let nowUs = 0;
      for (const [gapUs, bytes] of traffic) path.send((nowUs += gapUs), bytes);
      path.finish();
      let lastUs = 0;
      for (const { sentUs, bytes, arrivalsUs } of path.fates) {
        const transmissionUs = (bytes * 8e6) / settings.bandwidthBps;
        for (const atUs of arrivalsUs) {
          assert.ok(atUs - lastUs >= transmissionUs - 1e-3, `${atUs - lastUs} µs for ${transmissionUs} µs`);
          assert.ok(atUs - transmissionUs - sentUs <= settings.queueMs * 1000 + 1e-3);
          lastUs = atUs;
        }
      }
    }),
  );
});

test('a stream of twice the bandwidth fills the queue, then every second datagram is dropped', () => {
  const path = new RecordedPath(1, { bandwidthBps: 8e6, queueMs: 50 }).stream(2000, 500, 1000);
  assert.equal(Math.max(...path.delaysMs), 51);
  assert.ok(Math.abs(path.stats.queueFull - 950) <= 2, String(path.stats.queueFull));
});

test('a queue in bytes holds that many besides the one that is being sent', () => {
  const path = new RecordedPath(1, { bandwidthBps: 8e6, queueMs: 1, queueBytes: 4500 }).stream(10, 0, 1000);
  assert.deepEqual(path.delaysMs, [1, 2, 3, 4, 5]);
  assert.equal(path.stats.queueFull, 5);
});

test('what waits feels a new rate at once, the datagram that is being sent too', () => {
  const path = new RecordedPath(1, { bandwidthBps: 8e6 });
  for (let index = 0; index < 4; index++) path.send(0, 1000);
  path.path.advance(1500);
  path.path.set(1500, { bandwidthBps: 4e6 });
  path.path.advance(4000);
  path.path.set(4000, { bandwidthBps: 0 });
  path.finish();
  assert.deepEqual(path.delaysMs, [1, 2.5, 4, 4]);
});

test('CoDel keeps the queue of a steady overload short, where tail drop keeps it full', () => {
  const overload = { bandwidthBps: 10e6, queueMs: 500 };
  const tail = new RecordedPath(1, overload).stream(30_000, 950, 1250);
  const codel = new RecordedPath(1, { ...overload, queue: 'codel' }).stream(30_000, 950, 1250);
  assert.ok(settled(tail) > 490_000, `tail drop ${settled(tail)} µs`);
  assert.ok(settled(codel) < 20_000, `CoDel ${settled(codel)} µs`);
  assert.equal(codel.stats.queueFull + codel.stats.codelDropped + codel.stats.forwarded, 30_000);
});

/** The longest delay of the last 5,000, in µs. */
function settled({ fates }: RecordedPath): number {
  return Math.max(...fates.slice(-5000).flatMap((fate) => fate.arrivalsUs.map((at) => at - fate.sentUs)));
}
