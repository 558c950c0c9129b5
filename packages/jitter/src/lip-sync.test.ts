import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LipSync } from './lip-sync.ts';

test('what is not known, or close together, changes nothing', () => {
  const sync = new LipSync();
  assert.equal(sync.see(null, 100), false);
  assert.equal(sync.see(100, null), false);
  assert.equal(sync.see(Number.NaN, 5), false);
  assert.equal(sync.see(25, 18), false);
  assert.deepEqual(sync.holding, { pictureMs: 0, soundMs: 0 });
});

test('pictures wait for sound that is later, and sound for pictures that are', () => {
  const late = settle({ soundMs: 47, pictureMs: 20 });
  assert.ok(late.holding.pictureMs >= 10 && late.holding.pictureMs <= 27, JSON.stringify(late.holding));
  assert.equal(late.holding.soundMs, 0);
  const early = settle({ soundMs: 20, pictureMs: 80 });
  assert.ok(early.holding.soundMs >= 43 && early.holding.soundMs <= 60);
  assert.equal(early.holding.pictureMs, 0);
});

test('whatever the delays, they end together or at a bound, the one is never held for both, and nothing swings', () => {
  const delay = fc.integer({ min: 1, max: 300 });
  fc.assert(
    fc.property(delay, delay, fc.integer({ min: 0, max: 6 }), (soundMs, pictureMs, lag) => {
      const sync = settle({ soundMs, pictureMs, lag });
      const { holding } = sync;
      assert.ok(holding.pictureMs === 0 || holding.soundMs === 0);
      const skew = soundMs + holding.soundMs - pictureMs - holding.pictureMs;
      const isBound = holding.pictureMs === 60 || holding.soundMs === 100;
      assert.ok(isBound || Math.abs(skew) <= 15, `${skew} ms apart`);
      const before = sync.holding;
      step(sync, { soundMs, pictureMs, lag }, 40);
      assert.deepEqual(sync.holding, before);
    }),
  );
});

test('a start with late sound is undone when it has caught up', () => {
  const sync = settle({ soundMs: 90, pictureMs: 20 });
  assert.ok(sync.holding.pictureMs > 50);
  step(sync, { soundMs: 25, pictureMs: 20 }, 100);
  assert.ok(sync.holding.pictureMs <= 3, `${sync.holding.pictureMs}`);
});

interface Room {
  /** Delays without anything held. */
  soundMs: number;
  pictureMs: number;
  /** How many reports later what was done is seen. */
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
    sync.see(soundMs + then.soundMs, pictureMs + then.pictureMs);
  }
}
