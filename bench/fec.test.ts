import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from './bench.ts';
import { type Contestant, wasm } from './fec/contestants.ts';
import { race } from './fec/race.ts';
import { fec } from './fec.ts';

test('fec measures every side at every shape and judges every bar', async () => {
  const { bars, speeds } = await fec.run(['--rounds', '1', '--slice', '1']);

  assert.equal(bars.length, 4);
  for (const { name, value } of bars) assert.ok(value !== null && value > 0, name);
  for (const shape of Object.values(speeds as object)) {
    for (const sides of Object.values(shape as object)) {
      assert.deepEqual(Object.keys(sides as object), ['wasm', 'typescript', 'subspace']);
    }
  }
});

test('who recovers something else than was lost does not get a figure', () => {
  const liar: Contestant = {
    name: 'liar',
    start: (shape) => ({ ...wasm.start(shape), decode() {} }),
  };

  assert.throws(() => race({ shards: 4, shardBytes: 8, rows: 2 }, [liar], 1, 1), /liar, .*not what was lost/);
});

test('a wrong flag is an error that names it', async () => {
  for (const args of [
    ['--rounds', '0'],
    ['--slice', 'long'],
    ['--speed', '1'],
  ]) {
    await assert.rejects(
      fec.run(args),
      (error: Error) => error instanceof UsageError && error.message.includes(args[0]!),
    );
  }
});
