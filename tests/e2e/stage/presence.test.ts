import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Presence } from './presence.ts';

test('what comes all the time is never away, and a gap counts from the last sign to the next, less what is usual', () => {
  const presence = new Presence('picture', 33, 150);
  assert.equal(presence.steadyMs(0), 0);
  for (let ms = 0; ms <= 990; ms += 33) presence.note(ms);
  assert.equal(presence.awayMs(0, 1000), 0);
  assert.equal(presence.steadyMs(1000), 1000);

  assert.equal(presence.steadyMs(1500), 0);
  assert.equal(presence.awayMs(0, 1500), 1500 - 990 - 33);
  presence.note(2000);
  presence.note(2100);
  assert.equal(presence.steadyMs(2100), 100);
  assert.deepEqual(presence.aways(2100), [{ fromMs: 990, toMs: 2000 }]);
  // Only what was not over yet counts.
  assert.equal(presence.awayMs(1900, 2100), 2000 - 990 - 33);
  assert.equal(presence.awayMs(2050, 2100), 0);
});
