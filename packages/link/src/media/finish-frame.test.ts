import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pair } from '../testing/pair.ts';
import { releaseFrame } from './finish-frame.ts';

test('given frames large and small, when one is released, then its memory is gone and that of the others stays', () => {
  const pair = Pair.open();
  for (const bytes of [100, 30_000, 200, 30_000, 8192]) {
    pair.sendFrame(pair.b, 1, new Uint8Array(bytes).fill(7), 400_000);
    pair.run(20_000);
  }
  const { frames } = pair.a;
  assert.deepEqual(
    frames.map(({ data }) => data.length),
    [100, 30_000, 200, 30_000, 8192],
  );
  releaseFrame(frames[0]!);
  releaseFrame(frames[1]!);
  releaseFrame(frames[1]!);
  assert.equal(frames[1]!.data.length, 0);
  for (const { data } of frames.slice(2)) assert.ok(data.length > 0 && data.every((byte) => byte === 7));
});
