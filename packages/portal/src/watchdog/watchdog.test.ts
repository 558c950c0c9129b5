import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '@ajar/actor';
import * as fc from 'fast-check';
import { type RunReports, Watchdog } from './watchdog.ts';

const ms = 1000;

interface Run {
  readonly startedMs: number;
  readonly reports: RunReports;
  readonly signals: string[];
}

function open() {
  const clock = new VirtualClock();
  const runs: Run[] = [];
  const warnings: string[] = [];
  const ends: number[] = [];
  const dog = new Watchdog({
    clock,
    random: () => 0.5,
    start(attempt, reports) {
      assert.equal(attempt, runs.length);
      const run = { startedMs: clock.nowUs() / ms, reports, signals: [] as string[] };
      runs.push(run);
      return {
        kill(signal) {
          run.signals.push(signal);
          if (signal === 'SIGKILL') reports.exited(null, 'SIGKILL');
        },
      };
    },
    onWarning: (message) => warnings.push(message),
    onEnd: (status) => ends.push(status),
  });
  dog.start();
  return { clock, runs, warnings, ends, dog };
}

function beatFor(clock: VirtualClock, run: Run, spanMs: number): void {
  for (let at = 0; at < spanMs; at += 500) {
    clock.advance(500 * ms);
    run.reports.beat();
  }
}

test('one that dies is started again at once, and later ever more slowly', () => {
  const { clock, runs, warnings, ends } = open();
  runs[0]!.reports.ready();
  beatFor(clock, runs[0]!, 60_000);
  runs[0]!.reports.exited(null, 'SIGKILL');
  clock.advance(0);
  assert.equal(runs.length, 2);
  assert.deepEqual(warnings, ['the portal was ended by SIGKILL; starting it again at once']);
  for (let death = 0; death < 8; death++) {
    runs.at(-1)!.reports.exited(1, null);
    clock.advance(10_000 * ms);
  }
  const startsMs = runs.map((run) => run.startedMs);
  assert.ok(startsMs[2]! - startsMs[1]! < 300 && startsMs.at(-1)! - startsMs.at(-2)! > 5000, startsMs.join());
  assert.deepEqual(ends, []);
});

test('one that falls silent is killed and started again within three seconds', () => {
  const { clock, runs, warnings } = open();
  beatFor(clock, runs[0]!, 5000);
  clock.advance(2500 * ms);
  assert.deepEqual(runs[0]!.signals, ['SIGKILL']);
  assert.equal(runs.length, 2);
  assert.match(warnings[0]!, /has not moved for 2 s and was killed; starting it again at once/);
});

test('one that has not said anything yet has half a minute', () => {
  const { clock, runs } = open();
  clock.advance(29_000 * ms);
  assert.equal(runs.length, 1);
  clock.advance(2000 * ms);
  assert.equal(runs.length, 2);
});

test('after a suspend it is heard again before it is given up', () => {
  const { clock, runs } = open();
  beatFor(clock, runs[0]!, 5000);
  clock.stall(3_600_000 * ms);
  clock.advance(1500 * ms);
  assert.equal(runs.length, 1);
});

test('an orderly end is the end, and so is a wrong call; what is missing later may come back', () => {
  for (const status of [0, 2]) {
    const { clock, runs, ends } = open();
    runs[0]!.reports.exited(status, null);
    clock.advance(60_000 * ms);
    assert.deepEqual(ends, [status]);
    assert.equal(runs.length, 1);
  }
  const { clock, runs, ends } = open();
  runs[0]!.reports.ready();
  runs[0]!.reports.exited(1, null);
  clock.advance(0);
  runs[1]!.reports.exited(2, null);
  clock.advance(20_000 * ms);
  assert.equal(runs.length, 3);
  assert.deepEqual(ends, []);
});

test('told to stop it passes that on, waits, and starts nothing more', () => {
  const patient = open();
  beatFor(patient.clock, patient.runs[0]!, 1000);
  patient.dog.stop('SIGTERM');
  assert.deepEqual(patient.runs[0]!.signals, ['SIGTERM']);
  patient.runs[0]!.reports.exited(0, null);
  patient.clock.advance(60_000 * ms);
  assert.deepEqual(patient.ends, [0]);

  const stubborn = open();
  stubborn.dog.stop('SIGINT');
  stubborn.clock.advance(2000 * ms);
  assert.deepEqual(stubborn.runs[0]!.signals, ['SIGINT', 'SIGKILL']);
  assert.deepEqual(stubborn.ends, [130]);

  const hasty = open();
  hasty.dog.stop('SIGINT');
  hasty.dog.stop('SIGINT');
  assert.deepEqual(hasty.ends, [130]);

  const between = open();
  between.runs[0]!.reports.exited(1, null);
  between.clock.advance(0);
  between.runs[1]!.reports.exited(1, null);
  between.dog.stop('SIGTERM');
  between.clock.advance(60_000 * ms);
  assert.equal(between.runs.length, 2);
  assert.deepEqual(between.ends, [130]);
});

test('whatever happens, one runs at a time, and after the last word nothing does', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 40_000 }) }),
    fc.record({ kind: fc.constant('beat' as const), run: fc.nat(5) }),
    fc.record({ kind: fc.constant('exit' as const), run: fc.nat(5), status: fc.constantFrom(0, 1, 2, null) }),
    fc.record({ kind: fc.constant('stop' as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { clock, runs, ends, dog } = open();
      const gone = new Set<number>();
      for (const each of steps) {
        const before = runs.length;
        if (each.kind === 'wait') clock.advance(each.ms * ms);
        else if (each.kind === 'stop') dog.stop('SIGTERM');
        else {
          const at = each.run % runs.length;
          if (each.kind === 'beat') runs[at]!.reports.beat();
          else if (!gone.has(at)) {
            gone.add(at);
            runs[at]!.reports.exited(each.status, each.status === null ? 'SIGSEGV' : null);
          }
        }
        for (const [at, run] of runs.entries()) if (run.signals.includes('SIGKILL')) gone.add(at);
        // A new one only when the one before it is no more.
        for (let at = Math.max(1, before); at < runs.length; at++) assert.ok(gone.has(at - 1));
        assert.ok(ends.length <= 1);
      }
      if (ends.length === 0) dog.stop('SIGTERM');
      clock.advance(60_000 * ms);
      const many = runs.length;
      assert.equal(ends.length, 1);
      clock.advance(600_000 * ms);
      assert.equal(runs.length, many);
    }),
    { numRuns: 300 },
  );
});
