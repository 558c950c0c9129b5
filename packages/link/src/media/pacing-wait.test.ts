import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PacingWait } from './pacing-wait.ts';

test('given frames that leave, when it is asked, then the waits of the last second are told', () => {
  const wait = new PacingWait();
  assert.equal(wait.figures(), null);
  for (let frame = 0; frame < 1000; frame++) wait.add(frame * 10_000, frame * 10_000 - frame);
  const { p50, p99, max } = wait.figures()!;
  assert.ok(Math.abs(p50 - 0.95) < 0.01 && Math.abs(p99 - 0.999) < 0.002, `${p50} ${p99}`);
  assert.equal(max, 0.999);
});
