import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BenchResult } from './bench.ts';
import { spawnBench } from './spawn-bench.ts';

test('actor-same-thread measures every framework and judges every bar', () => {
  const { status, out, err } = spawnBench('actor-same-thread', '--quick');

  assert.equal(status, 0, err);
  const { bars, perS, ringMs } = JSON.parse(out) as BenchResult & Record<'perS' | 'ringMs', object>;
  assert.equal(bars.length, 2 + 2 * 3 + 2);
  for (const { name, value } of bars) assert.ok(value !== null && Number.isFinite(value), name);
  for (const figures of [perS, ringMs])
    assert.deepEqual(Object.keys(figures), ['ajar', 'nact', 'comedy', 'xstate']);
});
