import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LatencyHistory } from './latency-history.ts';
import { sharedTopMs } from './scale.ts';

test('a pause breaks the line', () => {
  const history = new LatencyHistory();
  history.p99Ms = 30;
  history.add(1000, 20);
  history.add(1100, 21);
  history.add(3000, 22);
  assert.deepEqual(history.columns, [
    [1, 1.1, 1.35, 3],
    [20, 21, null, 22],
    [30, 30, null, 30],
  ]);
});

test('a point that is told twice is kept once', () => {
  const history = new LatencyHistory();
  history.add(1000, 20);
  history.add(1000, 25);
  history.add(900, 25);
  assert.deepEqual(history.columns[1], [20]);
});

test('an hour of points needs the memory of a minute, in order and complete', () => {
  const history = new LatencyHistory();
  for (let point = 0; point < 36_000; point += 1) history.add(point * 100, 20);
  const [times] = history.columns;
  assert.ok(times.length >= 600 && times.length <= 750);
  assert.ok(times.every((timeS, index) => index === 0 || timeS > times[index - 1]!));
  assert.deepEqual(
    history.columns.map((column) => column.length),
    [times.length, times.length, times.length],
  );
});

test('the axis holds all that is younger than a minute, of every history', () => {
  const [calm, wild] = [new LatencyHistory(), new LatencyHistory()];
  calm.add(100_000, 20);
  wild.add(30_000, 900);
  wild.add(100_000, 70);
  assert.equal(sharedTopMs([calm], 100), 40);
  assert.equal(sharedTopMs([calm, wild], 100), 80);
  assert.equal(sharedTopMs([], 100), 40);
});

test('no latency is above the axis', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }), (latencies) => {
      const history = new LatencyHistory();
      for (const [index, latencyMs] of latencies.entries()) history.add(1e6 + index * 100, latencyMs);
      assert.ok(sharedTopMs([history], history.newestS!) >= Math.max(...latencies));
    }),
  );
});
