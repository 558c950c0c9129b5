import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameBytes } from './link-matrix/frame-bytes.ts';
import { MediaSource } from './link-matrix/media-source.ts';
import { performRun, type RunTask } from './link-matrix/perform-run.ts';
import { PictureGate } from './link-matrix/picture-gate.ts';
import { RowResult, readRun } from './link-matrix/row-result.ts';
import { rows } from './link-matrix/rows.ts';
import { RunRecord } from './link-matrix/run-record.ts';

function task(row: string, carrier: RunTask['carrier'], seed = 1000): RunTask {
  return { row, carrier, seed, seconds: 5, lifetimeMs: undefined, bitrateBps: undefined, hasSound: false };
}

test('pictures have the bitrate that was asked for, vary, and never outgrow the buffer', () => {
  const source = new MediaSource(7, { fps: 60, bitrateBps: 40e6 });
  const sizes = Array.from({ length: 36_000 }, () => source.nextBytes(source.takeKeyframe()));
  const mean = sizes.reduce((sum, bytes) => sum + bytes, 0) / sizes.length;

  assert.ok(Math.abs(mean / (40e6 / 8 / 60) - 1) < 0.02, `${mean}`);
  assert.ok(Math.max(...sizes) <= (1.5 * 40e6) / 8 / 60 + 1);
  assert.ok(Math.min(...sizes) < mean * 0.6);
  assert.equal(
    sizes[0],
    Math.round((1.5 * 40e6) / 8 / 60),
    'the first is a keyframe, as large as the buffer lets it be',
  );
});

test('a picture counts only when what it refers to came, and a keyframe is asked for until one comes', () => {
  const gate = new PictureGate();

  assert.equal(gate.admit(0, true), true);
  assert.equal(gate.admit(1, false), true);
  assert.equal(gate.admit(3, false), false);
  assert.equal(gate.admit(4, false), false);
  assert.deepEqual(
    [0, 1000, 250_000].map((us) => gate.wantsKeyframe(us)),
    [true, false, true],
  );
  assert.equal(gate.admit(6, true), true);
  assert.equal(gate.wantsKeyframe(1e6), false);
});

test('a frame is known again, and one that was changed is not taken for it', () => {
  const frames = new FrameBytes();
  const frame = frames.write(70_000, 3000, true);

  assert.equal(new FrameBytes().read(frame), 70_000);
  frame[2999]! ^= 1;
  assert.equal(new FrameBytes().read(frame), -1);
  assert.equal(new FrameBytes().read(frame.subarray(0, 2999)), -1);
});

test('latencies, gaps and recoveries are those of the pictures shown', () => {
  const record = new RunRecord(5, 10);
  for (let frame = 0; frame < 50; frame++) {
    record.inUs[frame] = frame * 100_000;
    if (frame < 25 || frame >= 30) record.outUs[frame] = record.inUs[frame]! + 20_000;
  }
  record.dropped[26] = 1;

  const run = readRun(1, record, null, [2.9]);
  const result = new RowResult([run]);

  assert.equal(run.frames, 20);
  assert.equal(run.dropped, 1);
  assert.equal(result.shown, 15);
  assert.equal(result.percentileMs(0.99), 20);
  assert.equal(result.byPct(20), 75);
  assert.equal(result.byPct(19), 0);
  assert.deepEqual(run.gapsMs, [600]);
  assert.deepEqual(run.recoveriesMs, [120]);
  assert.deepEqual(run.gapsAtMarksMs, [600]);
});

test('the same seed gives the same run, and another one another', () => {
  const [one, again, other] = [
    performRun(task('loss5', 'ajar')),
    performRun(task('loss5', 'ajar')),
    performRun(task('loss5', 'ajar', 2000)),
  ];

  assert.ok(one.latenciesMs.length > 100);
  assert.deepEqual(one.latenciesMs, again.latenciesMs);
  assert.deepEqual(one.totals, again.totals);
  assert.notDeepEqual(one.latenciesMs, other.latenciesMs);
});

test('peers see what one expects of them: bare UDP loses what loses a datagram, a fifth of parity loses next to nothing', () => {
  const raw = new RowResult([performRun(task('loss1', 'raw'))]);
  const rs = new RowResult([performRun(task('loss1', 'rs20'))]);
  const clean = new RowResult([performRun(task('clean-10', 'raw'))]);

  assert.ok(raw.shown < raw.frames / 2, `${raw.shown} of ${raw.frames}`);
  assert.ok(rs.shown > rs.frames * 0.99, `${rs.shown} of ${rs.frames}`);
  assert.ok(rs.wirePct! > 20 && rs.wirePct! < 27, `${rs.wirePct}`);
  assert.equal(clean.shown, clean.frames);
  assert.equal(clean.percentileMs(1), 10);
});

test('every row has bars, also when nothing of it was measured: then none is passed', () => {
  for (const row of rows) {
    const bars = row.bars(new Map());

    assert.ok(bars.length > 0, row.name);
    for (const bar of bars)
      assert.deepEqual([bar.value, bar.pass], [null, false], `${row.name}: ${bar.name}`);
  }
});
