import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comfort, cutSecondsLeft, limitWords } from './words.ts';

test('a cut is counted down in whole seconds, and is over at its end', () => {
  assert.equal(cutSecondsLeft(10_000, 8001), 2);
  assert.equal(cutSecondsLeft(10_000, 9999), 1);
  assert.equal(cutSecondsLeft(10_000, 10_000), null);
  assert.equal(cutSecondsLeft(null, 0), null);
});

test('the veil says how long a cut lasts, unless nobody is there to know', () => {
  assert.match(comfort('reconnecting', 2), /another 2 s/);
  assert.match(comfort('reconnecting', null), /by itself/);
  assert.match(comfort('offline', 2), /running/);
});

test('a smaller picture is said to be smaller, and why; one as the camera gives it is not mentioned', () => {
  const tx = {
    ...{ size: '960x540', sourceSize: '1280x720', fps: 29.9, sourceFps: 60, encoder: 'libx264' },
    ...{ bitrate: 1e6, frames: 1, dropped: 0, keyframes: 1 },
    dropReasons: { late: 0, broken: 0, rate: 0, refused: 0 },
  };
  assert.equal(
    limitWords({ ...tx, limit: 'path' }),
    'sends 1280x720 → 960x540, 30 fps: what the network carries',
  );
  assert.equal(
    limitWords({ ...tx, size: '1280x720', limit: 'machine' }),
    'sends 1280x720, 30 fps: what this machine encodes',
  );
  assert.equal(limitWords({ ...tx, limit: null }), null);
  assert.equal(limitWords({ ...tx, size: null, limit: 'path' }), null);
});
