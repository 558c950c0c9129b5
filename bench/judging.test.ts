import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Stats } from '@ajar/portal';
import { judge } from './bench.ts';
import { sharesOf } from './g2g/shares.ts';
import { delaysOf } from './g2g/sights.ts';
import { writeReport } from './results.ts';
import { stageTable, withTable } from './stage-table.ts';
import { fitLine } from './steady/line.ts';
import { minuteMeans } from './steady/memory-log.ts';
import { framesByCapture, joinTimes } from './video-path/ajar-log.ts';
import { judgeRow } from './video-path/judge-row.ts';
import type { RowResult } from './video-path/measure-row.ts';
import { percentile, psnr } from './video-path/quality.ts';
import { rowFor } from './video-path/rows.ts';
import { stagesOf } from './video-path/stages.ts';
import { middle, type Summary, summarise } from './video-path/summary.ts';
import type { Turn, TurnPlan } from './video-path/turn.ts';
import { waterfallText } from './waterfall.ts';

const plan: TurnPlan = {
  size: { width: 720, height: 400 },
  fps: 10,
  bitrateBps: 1e6,
  warmUpFrames: 2,
  frames: 10,
};
const plain: Summary = {
  p50: null,
  p95: null,
  p99: null,
  fps: null,
  lost: 0,
  skipped: 0,
  mbps: null,
  cpuPct: null,
  cpuPctOf: null,
  psnr: null,
  samples: 0,
  longestGapMs: null,
  freezes: 0,
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
    load: null,
  };

  const summary = summarise(turn, plan);

  assert.equal(summary.samples, 8);
  assert.equal(summary.lost, 1);
  assert.equal(summary.skipped, 1);
  assert.equal(summary.fps, 8);
  assert.equal(summary.p50, 11);
  assert.equal(summary.p99, 16);
  assert.equal(summary.mbps, 3);
  assert.equal(summary.cpuPct, null);
  assert.equal(summary.psnr, 41);
});

test('of several turns the figures are medians, and what is counted is added up', () => {
  const turn = (p50: number, lost: number): Summary => ({
    ...plain,
    p50,
    lost,
    stages: [{ name: 'encode', p50, p99: 9 }],
  });
  const turns = [turn(5, 1), turn(9, 0), turn(6, 2)];

  const summary = middle(turns);

  assert.equal(summary.p50, 6);
  assert.equal(summary.lost, 3);
  assert.deepEqual(summary.stages, [{ name: 'encode', p50: 6, p99: 9 }]);
  assert.equal(middle([...turns, { ...plain, p50: null }]).p50, null, 'one turn does not know');
});

test('the processes’ notes are put together by what is in the pixels, the first time a picture comes out', () => {
  const camera = {
    inUs: Float64Array.of(1000, Number.NaN, 3000),
    encoderUs: Float64Array.of(1001, Number.NaN, 3001),
    encodedUs: Float64Array.of(1002, Number.NaN, 3002),
  };
  const link = { count: 2, capturedUs: Float64Array.of(1000, 3000), linkUs: Float64Array.of(1003, 3003) };
  const screen = {
    count: 4,
    stamp: Float64Array.of(3000, 1000, 3000, 77),
    sentUs: Float64Array.of(3004, 1004, 9, 9),
    firstReceivedUs: Float64Array.of(3005, 1005, 9, 9),
    completeUs: Float64Array.of(3006, 1006, 9, 9),
    screenUs: Float64Array.of(3007, 1007, 9, 9),
    decodedUs: Float64Array.of(3009, 1009, 9, 9),
    outUs: Float64Array.of(3010, 1010, 9, 9),
  };
  const frameAt = framesByCapture(camera.inUs);

  const { ledger, unreadable } = joinTimes(camera, link, screen, (stamp) => frameAt.get(stamp));
  const stages = stagesOf(ledger, 0);

  assert.equal(unreadable, 1);
  assert.deepEqual([...ledger.outUs], [1010, Number.NaN, 3010]);
  assert.equal(stages.find(({ name }) => name === 'decode')!.p50, 0);
  assert.equal(ledger.decodedUs[2]! - ledger.screenUs[2]!, 2);
});

test('a size has its own bars, and only with what they were made for', () => {
  const size = { width: 3072, height: 1728 };

  const row = rowFor({ size });
  const more = rowFor({ size, bitrateBps: 34e6 });
  const clip = rowFor({ size, source: 'clip' });
  const other = rowFor({ size: { width: 800, height: 600 }, isBesidePeer: false });

  assert.deepEqual([row.bitrateBps, row.source, row.isBesidePeer], [16e6, 'room', false]);
  assert.equal(row.limits.fps, 59.9);
  assert.deepEqual(more.limits, {});
  assert.deepEqual([clip.isBesidePeer, clip.limits], [true, { ratio: 4 }]);
  assert.deepEqual([other.isBesidePeer, other.limits], [false, {}]);
});

test('a row without its peer, or with too few samples, does not pass', () => {
  const result = {
    ajar: { ...plain, p50: 5, samples: 100 },
    webrtc: null,
    ratioP50: null,
    psnrGain: null,
    size: '',
    frameRate: 60,
    bitrateBps: 1,
    source: 'clip' as const,
    rounds: 1,
    countedFrames: 100,
    warmUpFrames: 0,
  };

  const bars = judgeRow(result, { ratio: 6, p50: 16 });
  const few = judgeRow({ ...result, ajar: { ...plain, p50: 5, samples: 9 } }, { p50: 16 });

  assert.deepEqual(
    bars.map(({ value, pass }) => [value, pass]),
    [
      [null, false],
      [0, true],
      [5, true],
    ],
  );
  assert.ok(few.every(({ pass }) => !pass));
});

test('the far clock’s age less the near one’s is the delay, and each picture’s first sight is another', () => {
  // A picture every 20 ms, looked at every 10 ms; the far screen shows what the near one did 40 ms ago.
  const sights = Array.from({ length: 100 }, (_, look) => {
    const atUs = look * 10_000;
    const shown = Math.floor(atUs / 20_000) * 20_000;
    return { near: { atUs, stamp: shown }, far: { atUs: atUs + 500, stamp: shown - 40_000 } };
  });

  const { age, firstSeen, nearFps, farFps } = delaysOf(sights);

  assert.deepEqual(age, { p50: 40.5, p99: 40.5 });
  assert.deepEqual(firstSeen, { p50: 40.5, p99: 40.5 });
  assert.deepEqual([nearFps, farFps], [49.5, 49.5]);
  assert.equal(delaysOf([]).age.p50, null);
});

test('what the portals do not tell of the way from screen to screen is waiting', () => {
  const stagesMs = { encode: 9, pace: 1, network: 1, assemble: 1, decode: 2, present: 3 };
  const line = { video: { rx: { stagesMs } } } as unknown as Stats;

  const shares = sharesOf(30, 4, [line]);

  assert.deepEqual(
    shares.slice(0, 3).map(({ name, p50 }) => [name, p50]),
    [
      ['wait for the grab and the refresh', 13],
      ['grab and convert', 4],
      ['encode', 5],
    ],
  );
});

test('the page gets a column for each row between its marks, and nothing else', () => {
  const ajar = { ...plain, p50: 5, stages: [{ name: 'encode', p50: 3, p99: 7 }], cpuPctOf: { camera: 22 } };
  const rows = { '720p': { ajar, webrtc: null } as unknown as RowResult };

  const page = withTable('a\n<!-- video-path: stages -->\nold\n<!-- end -->\nz', stageTable(rows));

  assert.match(page, /^a\n<!-- video-path: stages -->\n\n\| p50/);
  assert.match(page, /\| encode \| 3 \/ 7 \|\n\| \*\*whole\*\* \| \*\*5 \/ –\*\* \|/);
  assert.match(page, /\| camera, % of a core \| 22 \|/);
  assert.match(page, /\n<!-- end -->\nz$/);
  assert.ok(!page.includes('old'));
});

test('a line through whole minutes says how memory grows, and how sure that is', () => {
  // 6 MB an hour, up and down by one in between, read every two seconds for ten minutes.
  const readings = Array.from({ length: 301 }, (_, index): [number, number] => {
    const minutes = index / 30;
    return [minutes, 100 + minutes * 0.1 + (index % 2 === 0 ? 1 : -1)];
  });

  const means = minuteMeans(readings, 2);
  const line = fitLine(means)!;

  assert.equal(means.length, 8);
  assert.ok(Math.abs(line.slope - 6) < 0.01, `${line.slope}`);
  assert.ok(line.slopeError < 0.01);
  assert.equal(fitLine(means.slice(0, 2)), undefined);
});

test('a waterfall begins each stage where the medians before it end', () => {
  const text = waterfallText({
    title: 'Here',
    stages: [
      { name: 'encode', p50: 6, p99: 8 },
      { name: 'decode', p50: 2, p99: 6 },
    ],
    whole: { p50: 8, p99: 12.5 },
  });

  const [head, encode, decode, whole] = text.split('\n');
  assert.match(head!, /^Here +p50 +p99 ms$/);
  assert.ok(decode!.indexOf('█') > encode!.lastIndexOf('█'));
  assert.match(whole!, /^whole +8 +12\.5$/);
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
