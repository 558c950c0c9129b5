import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NetPatch } from '../protocol/control.ts';
import { PatchThrottle } from './patch-throttle.ts';

const join = (first: NetPatch | undefined, then: NetPatch): NetPatch => ({ ...first, ...then });

test('the first change goes at once, what follows within the interval goes together at its end', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const sent: NetPatch[] = [];
  const throttle = new PatchThrottle<NetPatch>((patch) => sent.push(patch), join, 100);
  throttle.push({ delayMs: 5 });
  throttle.push({ delayMs: 10 });
  throttle.push({ lossPct: 1 });
  throttle.push({ delayMs: 15 });
  assert.deepEqual(sent, [{ delayMs: 5 }]);
  t.mock.timers.tick(100);
  assert.deepEqual(sent, [{ delayMs: 5 }, { delayMs: 15, lossPct: 1 }]);
});

test('after a quiet interval a change goes at once again', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const sent: NetPatch[] = [];
  const throttle = new PatchThrottle<NetPatch>((patch) => sent.push(patch), join, 100);
  throttle.push({ delayMs: 5 });
  t.mock.timers.tick(100);
  assert.equal(sent.length, 1);
  throttle.push({ delayMs: 6 });
  assert.deepEqual(sent.at(-1), { delayMs: 6 });
});
