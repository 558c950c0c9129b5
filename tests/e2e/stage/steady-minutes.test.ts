import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Stats } from '@ajar/portal';
import { steadiness } from './steady-minutes.ts';

interface Second {
  readonly maxMs?: number;
  readonly skewMs?: number;
  readonly freezes?: number;
}

/** Lines of a portal that shows 60 pictures a second. */
function linesOf(seconds: number, at: (second: number) => Second): Stats[] {
  return Array.from({ length: seconds }, (_, second) => {
    const { maxMs, skewMs, freezes = 0 } = at(second);
    const latencyMs = maxMs === undefined ? null : { p50: 20, p95: 22, p99: maxMs, max: maxMs };
    const rx = { frames: second * 60, freezes, freezeMs: freezes * 200, latencyMs };
    return { t: 1000 + second, video: { rx }, audio: { skewMs: skewMs ?? null } } as unknown as Stats;
  });
}

test('the first and the last minute are compared, without the start and without what lies between', () => {
  const lines = linesOf(300, (second) => {
    if (second < 30) return { maxMs: 500, skewMs: 90 };
    return { maxMs: second < 90 ? 30 : second < 240 ? 200 : 33, skewMs: second < 90 ? 4 : 7 };
  });
  const { first, last, ...rest } = steadiness(lines, 30)!;
  assert.deepEqual(first, { p99Ms: 30, skewMs: 4 });
  assert.deepEqual(last, { p99Ms: 33, skewMs: 7 });
  assert.deepEqual(rest, { freezes: 0, freezeMs: 0, fps: 60, seconds: 269 });
});

test('freezes before the first second that counts are not held against a run, later ones are', () => {
  const { freezes, freezeMs } = steadiness(
    linesOf(200, (second) => ({ freezes: second < 10 ? second : second < 150 ? 10 : 12 })),
    30,
  )!;
  assert.deepEqual([freezes, freezeMs], [2, 400]);
});

test('one bad second does not make a minute, and what nobody knows is null', () => {
  const { last } = steadiness(
    linesOf(200, (second) => ({ maxMs: second === 180 ? 900 : 31 })),
    30,
  )!;
  assert.deepEqual(last, { p99Ms: 31, skewMs: null });
  assert.equal(steadiness([], 0), undefined);
  assert.equal(
    steadiness(
      linesOf(31, () => ({})),
      30,
    ),
    undefined,
  );
});
