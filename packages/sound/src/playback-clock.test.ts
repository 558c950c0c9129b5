import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_QUEUED_FRAMES, PlaybackClock } from './playback-clock.ts';

test('what is written is played at 48,000 frames a second from the first write on', () => {
  const clock = new PlaybackClock();
  assert.equal(clock.queuedFrames(7_000_000), 0);
  assert.equal(clock.append(7_000_000, 480), 0);
  assert.equal(clock.queuedFrames(7_005_000), 240);
  assert.equal(clock.append(7_005_000, 240), 480);
  assert.equal(clock.queuedFrames(7_005_000), 480);
});

test('running dry leaves a gap as long as the wait, and is counted once', () => {
  const clock = new PlaybackClock();
  clock.append(0, 240);
  assert.equal(clock.queuedFrames(30_000), 0);
  assert.equal(clock.append(30_000, 240), 1_440);
  assert.equal(clock.queuedFrames(30_000), 240);
  assert.equal(clock.underruns, 1);
});

test('half a second ahead is enough', () => {
  const clock = new PlaybackClock();
  assert.equal(clock.append(0, MAX_QUEUED_FRAMES), 0);
  assert.equal(clock.append(0, 1), -1);
  assert.equal(clock.append(1_000, 48), MAX_QUEUED_FRAMES);
});
