import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from './bench.ts';
import { writeReport } from './results.ts';
import { percentile, psnr } from './video-path/quality.ts';
import { summarise } from './video-path/summary.ts';
import type { Turn, TurnPlan } from './video-path/turn.ts';

const plan: TurnPlan = {
  clip: { path: '', size: { width: 720, height: 400 }, pictures: 8 },
  fps: 10,
  bitrateBps: 1e6,
  warmUpFrames: 2,
  frames: 10,
};

test('a bar holds its value against its limit, and what was not measured is not passed', () => {
  assert.equal(judge('ratio', 4, '×', '>=', 4).pass, true);
  assert.equal(judge('ratio', 3.99, '×', '>=', 4).pass, false);
  assert.equal(judge('lost', 0, 'frames', '<=', 0).pass, true);
  assert.equal(judge('lost', 1, 'frames', '<=', 0).pass, false);
  assert.deepEqual(judge('ratio', null, '×', '>=', 4), {
    name: 'ratio',
    value: null,
    unit: '×',
    limit: '>= 4',
    pass: false,
  });
});

test('percentiles are nearest ranks', () => {
  const sorted = Array.from({ length: 100 }, (_, index) => index + 1);

  assert.deepEqual(
    [0.5, 0.95, 0.99, 1].map((share) => percentile(sorted, share)),
    [50, 95, 99, 100],
  );
  assert.equal(percentile([7], 0.01), 7);
  assert.equal(percentile([], 0.5), null);
});

test('a difference of one level everywhere is 48.1 dB', () => {
  assert.equal(Math.round(psnr(new Uint8Array(100).fill(50), new Uint8Array(100).fill(51)) * 10), 481);
  assert.equal(psnr(new Uint8Array(9), new Uint8Array(9)), 100);
});

test('warm-up frames do not count, skipped ones are not lost, and those that never came out are', () => {
  const inUs = Float64Array.from({ length: 12 }, (_, frame) => frame * 100_000);
  const outUs = inUs.map((us, frame) => us + (frame < 2 ? 900_000 : 5000 + frame * 1000));
  inUs[5] = Number.NaN;
  outUs[5] = Number.NaN;
  outUs[7] = Number.NaN;
  const turn: Turn = {
    sent: { inUs },
    received: { outUs, unreadable: 0, psnr: [40, 42] },
    mbps: 3,
    cpuPct: null,
  };

  const summary = summarise([turn], plan);

  assert.equal(summary.samples, 8);
  assert.equal(summary.lost, 1);
  assert.equal(summary.fps, 8);
  assert.equal(summary.p50, 11);
  assert.equal(summary.p99, 16);
  assert.equal(summary.mbps, 3);
  assert.equal(summary.cpuPct, null);
  assert.equal(summary.psnr, 41);
});

test('the report has machine, Node, date, every bar, and says so when a bench broke', () => {
  const bars = [judge('ratio', 11.5, '×', '>=', 4), judge('lost', null, 'frames', '<=', 0)];

  const text = writeReport(
    new Map([
      ['video-path', { bars, ratioP50: 11.5 }],
      ['other', undefined],
    ]),
    new Date('2026-11-23T12:00:00Z'),
  );

  assert.match(text, /2026-11-23/);
  assert.ok(text.includes(`Node ${process.version}`));
  assert.match(text, /\| ratio \| 11\.5 × \| >= 4 × \| pass \|/);
  assert.match(text, /\| lost \| not measured \| <= 0 frames \| \*\*not passed\*\* \|/);
  assert.match(text, /"ratioP50": 11\.5/);
  assert.match(text, /## other\n\nThe bench broke/);
});
