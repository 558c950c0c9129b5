import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakePlacement, type FakeRun } from '../fixtures/fake-placement.ts';
import { System } from '../system.ts';
import { VirtualClock } from '../time/clock.ts';

const ms = 1000;

test('a run that falls silent is killed within half a second of its last heartbeat, and its address lives on', () => {
  const { clock, place, address, errors } = open();
  beatFor(clock, place.last, 1000);
  clock.advance(390 * ms);
  assert.equal(place.last.isKilled, false);
  clock.advance(100 * ms);
  assert.equal(place.runs[0]!.isKilled, true);
  assert.match(errors[0]!, /^error stuck: stage: it was stuck for 4\d\d ms and was killed/);
  assert.equal(address.send('anyone?'), 'gone');
  clock.advance(0);
  place.last.ready();
  assert.equal(place.runs.length, 2);
  assert.equal(address.restarts, 1);
  assert.equal(address.send('again'), 'ok');
});

test('silence before ready is not being stuck, unless it has to be ready in time', () => {
  const patient = open({ isReady: false });
  patient.clock.advance(60_000 * ms);
  assert.equal(patient.place.runs.length, 1);
  const strict = open({ isReady: false, readyWithinMs: 3000 });
  strict.clock.advance(3000 * ms);
  assert.match(strict.errors[0]!, /not ready within 3000 ms/);
  strict.clock.advance(100 * ms);
  strict.place.last.ready();
  beatFor(strict.clock, strict.place.last, 10_000);
  assert.equal(strict.place.runs.length, 2);
});

test('with 0 it may be silent for ever, and one that has stopped is not waited for', async () => {
  const patient = open({ stuckAfterMs: 0 });
  patient.clock.advance(60_000 * ms);
  assert.equal(patient.place.last.isKilled, false);
  const { system, clock, place } = open();
  await system.stop();
  clock.advance(60_000 * ms);
  assert.equal(place.last.isKilled, false);
  assert.equal(clock.nextUs, Infinity);
});

test('one that has said that it will block is waited for, once', () => {
  const { clock, place } = open();
  place.last.events.onHeartbeat(5000);
  clock.advance(4900 * ms);
  assert.equal(place.last.isKilled, false);
  place.last.events.onHeartbeat();
  clock.advance(500 * ms);
  assert.equal(place.runs[0]!.isKilled, true);
});

test('after a suspend of this process the wait starts anew', () => {
  const { clock, place } = open();
  beatFor(clock, place.last, 1000);
  clock.stall(3600 * 1000 * ms);
  clock.advance(390 * ms);
  assert.equal(place.last.isKilled, false);
  clock.advance(100 * ms);
  assert.equal(place.runs[0]!.isKilled, true);
});

test('what this process itself is late does not count as silence of others', () => {
  const { clock, place } = open();
  // Every look comes 90 ms late: ten of them take 1,300 ms, of which 400 count.
  for (let look = 0; look < 9; look++) {
    clock.stall(130 * ms);
    clock.advance(0);
  }
  assert.equal(place.last.isKilled, false);
  clock.advance(130 * ms);
  assert.equal(place.runs[0]!.isKilled, true);
});

test('a heartbeat that has arrived but was not read yet is heard before anyone is given up', () => {
  const { clock, place } = open();
  clock.advance(360 * ms);
  // The look at 400 ms finds it silent; what was waiting is read before the clock's next task.
  clock.at(400 * ms, () => place.last.events.onHeartbeat());
  clock.advance(390 * ms);
  assert.equal(place.last.isKilled, false);
});

test('one that is starved of a processor gets more time, one that uses it up or wants none does not', () => {
  assert.equal(killedAfterMs(1, true), 400);
  assert.equal(killedAfterMs(0, false), 400);
  assert.equal(killedAfterMs(0.1, false), 1200);
  assert.equal(killedAfterMs(0, true), 1200);
  // It waits for threads of its own.
  assert.equal(killedAfterMs(0, false, 0.5), 1200);
});

function open(options: { isReady?: boolean; stuckAfterMs?: number; readyWithinMs?: number } = {}) {
  const { isReady = true, ...supervision } = options;
  const clock = new VirtualClock();
  const place = new FakePlacement();
  const system = new System({ clock, random: () => 0 });
  const errors: string[] = [];
  const address = system.spawn<undefined, string, string>({
    ...supervision,
    name: 'stage',
    place,
    module: new URL('file:///nowhere'),
    config: undefined,
    onMessage() {},
    onExit: (error) => errors.push(`error ${error.code}: ${error.message}`),
  });
  if (isReady) place.last.ready();
  return { system, clock, place, address, errors };
}

/** How long a run lasts that falls silent at once and from then on has this share of a processor. */
function killedAfterMs(share: number, isRunnable: boolean, others = 0): number {
  const { clock, place } = open();
  const [run] = place.runs;
  for (let atMs = 0; ; atMs += 10) {
    if (run!.isKilled) return atMs;
    run!.share = { usedUs: (share + others) * clock.nowUs(), loopUs: share * clock.nowUs(), isRunnable };
    clock.advance(10 * ms);
  }
}

/** Beats every 100 ms; the last one is at the end. */
function beatFor(clock: VirtualClock, run: FakeRun, spanMs: number): void {
  for (let passedMs = 0; passedMs < spanMs; passedMs += 100) {
    clock.advance(100 * ms);
    run.events.onHeartbeat();
  }
}
