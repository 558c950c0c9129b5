import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStats } from './stats.ts';

const LATENCY = { p50: 21, p95: 25, p99: 33, max: 41 };
const SHOWN = {
  state: 'open',
  peer: 'Kyoto',
  uptimeS: 90.5,
  video: {
    tx: {
      size: '1280x720',
      fps: 60,
      bitrate: 14e6,
      frames: 5400,
      dropped: 0,
      keyframes: 2,
      encoder: 'libx264',
      sourceSize: '1280x720',
      sourceFps: 60,
      limit: 'path',
      dropReasons: { late: 3, broken: 0, rate: 7, refused: 1 },
    },
    rx: {
      size: '1280x720',
      fps: 59.9,
      frames: 5398,
      lost: 2,
      freezes: 1,
      freezeMs: 133,
      dropReasons: { broken: 1, overtaken: 1, undecodable: 1 },
      latencyMs: LATENCY,
      stagesMs: { encode: 6, pace: 2, network: 0.4, assemble: 1, decode: 2, present: 9 },
    },
  },
  audio: {
    tx: {
      bitrate: 256_000,
      level: -34,
      erleDb: 40,
      peak: -20,
      loudness: { momentaryLufs: -33, shortTermLufs: -35 },
      muted: false,
    },
    rx: {
      latencyMs: LATENCY,
      bufferMs: 15,
      concealedMs: 5,
      driftPpm: -2.4,
      level: -26,
      limitedDb: 0,
      peak: -12,
      loudness: { momentaryLufs: -25, shortTermLufs: -27 },
      isShared: true,
      mix: {
        people: { volumePct: 100, muted: false },
        shared: { volumePct: 40, muted: true },
        ducking: false,
      },
    },
    skewMs: 4,
  },
  link: {
    rttMs: 0.3,
    offsetMs: -0.02,
    lossPct: 0,
    targetBps: 14e6,
    sentBytes: 1,
    receivedBytes: 2,
    mediaBytes: 3,
    fecBytes: 4,
    repairBytes: 5,
    controlBytes: 6,
    migrations: 0,
    path: 'direct',
  },
  process: { cpuPct: 41, rssBytes: 212e6, loopP99Ms: 1.9 },
};

test('every figure that the page shows is read', () => {
  const sent = { ...SHOWN, audio: { ...SHOWN.audio, rx: { ...SHOWN.audio.rx, shared: { bufferMs: 20 } } } };
  assert.deepEqual(parseStats({ t: 1.7e9, portal: 'Oslo', ...sent }), SHOWN);
});

test('what is missing or is no number is null', () => {
  const stats = parseStats({
    state: 'open',
    video: { tx: { limit: 'weather' }, rx: { fps: 'sixty', latencyMs: 7 } },
    link: [],
  });
  assert.equal(stats?.video.tx.limit, null);
  assert.equal(stats?.video.tx.dropReasons.late, null);
  assert.equal(stats?.video.rx.fps, null);
  assert.equal(stats?.video.rx.latencyMs.p50, null);
  assert.equal(stats?.video.rx.stagesMs.network, null);
  assert.equal(stats?.link.rttMs, null);
  assert.equal(stats?.peer, null);
});

test('a state that the page does not know makes the stats unusable', () => {
  assert.equal(parseStats({ state: 'ajar' }), undefined);
  assert.equal(parseStats(null), undefined);
});
