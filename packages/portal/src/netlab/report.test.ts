import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PathStats, ProxyStats } from '@ajar/netlab';
import { Reporter, statusLine } from './report.ts';

const nothing: PathStats = {
  offered: 0,
  offeredBytes: 0,
  forwarded: 0,
  forwardedBytes: 0,
  lost: 0,
  queueFull: 0,
  codelDropped: 0,
  cut: 0,
  held: 0,
  duplicated: 0,
  corrupted: 0,
};
const stats = (up: Partial<PathStats>): ProxyStats => ({
  up: { ...nothing, ...up },
  down: nothing,
  tcp: [],
  inFlight: 3,
  stray: 0,
  client: null,
});

test('rates are those since the report before, totals those since the beginning', () => {
  const reporter = new Reporter('lossy', 5000);
  const first = reporter.report(6000, 1e12, stats({ offeredBytes: 1000, forwardedBytes: 500 }));
  assert.equal(first.up.offeredBps, 8000);
  assert.equal(first.up.forwardedBps, 4000);
  const second = reporter.report(8000, 1e12 + 2000, stats({ offeredBytes: 3000, forwardedBytes: 500 }));
  assert.equal(second.up.offeredBps, 8000);
  assert.equal(second.up.forwardedBps, 0);
  assert.equal(second.up.offeredBytes, 3000);
  assert.deepEqual([second.t, second.uptimeS, second.network], [1e9 + 2, 3, 'lossy']);
  assert.equal(new Reporter('lossy', 0).report(0, 0, stats({ offeredBytes: 1 })).up.offeredBps, 0);
});

test('the line for people says what goes through and what is gone', () => {
  const lossy = { offered: 200, lost: 1, queueFull: 2, codelDropped: 1, forwardedBytes: 125_000 };
  const line = statusLine(new Reporter('lossy', 0).report(1000, 0, stats(lossy)));
  assert.equal(
    line,
    '1 s  up 1.00 Mbit/s, 4 of 200 gone (2.00 %)  down 0.00 Mbit/s, 0 of 0 gone (0.00 %)  3 in flight',
  );
});
