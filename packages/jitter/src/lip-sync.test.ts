import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LipSync } from './lip-sync.ts';

test('what is not known, or close together, changes nothing', () => {
  const sync = new LipSync();
  for (let report = 0; report < 40; report++) {
    assert.equal(sync.see(null, 100), false);
    assert.equal(sync.see(100, null), false);
    assert.equal(sync.see(Number.NaN, 5), false);
  }
  for (let report = 0; report < 40; report++) {
    assert.equal(sync.see(25, 18), false);
    assert.equal(sync.see(28, 18), false);
    assert.equal(sync.see(17, 18), false);
  }
  assert.deepEqual(sync.holding, { pictureMs: 0, soundMs: 0 });
});

test('pictures wait for sound that is later, and sound for pictures that are', () => {
  const late = settle({ soundMs: 47, pictureMs: 20 });
  assert.deepEqual(late.holding, { pictureMs: 41, soundMs: 0 });
  const early = settle({ soundMs: 20, pictureMs: 80 });
  assert.ok(Math.abs(early.holding.soundMs - 62) <= 4.5, JSON.stringify(early.holding));
  assert.equal(early.holding.pictureMs, 0);
});

test('whatever the delays, they end together or at a bound, the one is never held for both, and nothing swings', () => {
  const delay = fc.integer({ min: 1, max: 300 });
  fc.assert(
    fc.property(delay, delay, fc.integer({ min: 0, max: 6 }), (soundMs, pictureMs, lag) => {
      const room = { soundMs, pictureMs, lag };
      const sync = settle(room);
      const before = sync.holding;
      assert.ok(before.pictureMs === 0 || before.soundMs === 0);
      const isBound = before.soundMs === 100 || before.pictureMs === pictureMs + 200;
      const skew = soundMs + before.soundMs - Math.max(pictureMs, before.pictureMs);
      assert.ok(isBound || (skew >= -2.5 && skew <= 10.5), `${skew} ms apart`);
      step(sync, room, 40);
      assert.deepEqual(sync.holding, before);
    }),
  );
});

test('pictures are with their sound within a second of reports, and go with it from then on', () => {
  const sync = new LipSync();
  step(sync, { soundMs: 90, pictureMs: 20 }, 4);
  assert.equal(sync.holding.pictureMs, 84);
  step(sync, { soundMs: 45, pictureMs: 20 }, 1);
  assert.equal(sync.holding.pictureMs, 39);
  step(sync, { soundMs: 45.5, pictureMs: 25 }, 1);
  assert.equal(sync.holding.pictureMs, 39);
  step(sync, { soundMs: 25, pictureMs: 20 }, 1);
  assert.equal(sync.holding.pictureMs, 0);
});

test('sound that waited for pictures no longer does when these are quick, and then pictures wait', () => {
  const sync = settle({ soundMs: 40, pictureMs: 90 });
  assert.ok(sync.holding.soundMs > 45);
  step(sync, { soundMs: 40, pictureMs: 20 }, 100);
  assert.deepEqual(sync.holding, { pictureMs: 34, soundMs: 0 });
});

test('after a silence what comes first decides nothing', () => {
  const sync = settle({ soundMs: 40, pictureMs: 20 });
  const before = sync.holding;
  sync.see(null, null);
  assert.equal(sync.see(200, 20), false);
  assert.deepEqual(sync.holding, before);
  assert.equal(sync.see(200, 20), true);
});

interface Room {
  /** Delays without anything held. */
  soundMs: number;
  pictureMs: number;
  /** How many reports later sound that was told to wait does. */
  lag?: number;
}

function settle(room: Room): LipSync {
  const sync = new LipSync();
  step(sync, room, 400);
  return sync;
}

function step(sync: LipSync, { soundMs, pictureMs, lag = 2 }: Room, reports: number): void {
  const done = Array.from({ length: lag + 1 }, () => sync.holding);
  for (let report = 0; report < reports; report++) {
    done.push(sync.holding);
    const then = done[done.length - 1 - lag]!;
    sync.see(soundMs + then.soundMs, pictureMs);
  }
}
