import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Arrival, arrivalsOf, normalDelay, type Player, uniform } from './arrival-trace.ts';
import { Playout, type PlayoutStreamStats } from './playout.ts';

const blockFrames = 240;
const toneHz = 200;

test('with nothing pushed there is silence, and nothing is known', () => {
  const playout = new Playout({ decode: tone });
  const into = new Float32Array(2 * blockFrames).fill(1);
  assert.ok(Number.isNaN(playout.pull(0, into)));
  assert.ok(into.every((sample) => sample === 0));
  assert.equal(playout.stats.bufferMs, null);
});

test('on a network without jitter sound is soon played 5 to 11 ms after it arrived, and nobody hears how', () => {
  const heard = listen(arrivalsOf({ blocks: 4000 }), { untilUs: 19.9e6 });
  for (const delayMs of heard.delaysMs(8e6)) assert.ok(delayMs > 15 && delayMs < 22, `${delayMs} ms`);
  assert.equal(heard.stats.concealedMs, 0);
  assert.ok(heard.roughness < 1.1 * toneRoughness, `${heard.roughness}`);
});

test('the delay follows the jitter, and almost nothing is made up', () => {
  for (const [deviationMs, mostMs] of [
    [1, 14],
    [5, 40],
    [20, 135],
  ] as const) {
    const delayUs = normalDelay(uniform(deviationMs), 100_000, deviationMs * 1000);
    const heard = listen(arrivalsOf({ blocks: 24_000, delayUs }), { untilUs: 120e6 });
    const added = heard.delaysMs(15e6).map((delayMs) => delayMs - 100);
    assert.ok(percentile(added, 0.5) < mostMs, `${percentile(added, 0.5)} ms at jitter ${deviationMs}`);
    assert.ok(heard.stats.concealedMs < 0.005 * 120_000, `${heard.stats.concealedMs} ms at ${deviationMs}`);
  }
});

for (const fastPpm of [-500, 500]) {
  test(`a sender ${fastPpm} ppm fast is followed for ten minutes by speed alone, within its band and within a cent`, () => {
    const delayUs = normalDelay(uniform(1), 20_000, 1000);
    const heard = listen(arrivalsOf({ blocks: 120_000, fastPpm, delayUs }), { untilUs: 599e6 }, 60e6);
    assert.ok(heard.mostMs - heard.leastMs < 12, `${heard.leastMs} to ${heard.mostMs} ms`);
    assert.deepEqual(heard.late, { stretchedMs: 0, skipped: 0, underruns: 0 });
    assert.ok(heard.mostCents < 1, `${heard.mostCents} cents`);
    assert.ok(Math.abs(heard.stats.driftPpm! - fastPpm) < 5, `${heard.stats.driftPpm} ppm`);
  });
}

test('a device with a clock of its own is followed just the same', () => {
  const player = { untilUs: 299e6, fastPpm: 80 };
  const heard = listen(arrivalsOf({ blocks: 60_000, fastPpm: 30 }), player, 60e6);
  assert.ok(Math.abs(heard.stats.driftPpm! + 50) < 5, `${heard.stats.driftPpm} ppm`);
  assert.equal(heard.late.stretchedMs, 0);
  assert.equal(heard.stats.concealedMs, 0);
});

test('a path that becomes shorter is followed, by leaving out whole periods', () => {
  const early = arrivalsOf({ blocks: 2000, delayUs: () => 110_000 });
  const later = arrivalsOf({ blocks: 6000, firstNumber: 2000, startUs: 10e6, delayUs: () => 100_000 });
  const heard = listen([...early, ...later], { untilUs: 39e6 });
  assert.ok(heard.delaysMs(38e6).every((delayMs) => delayMs < 111));
  assert.equal(heard.stats.concealedMs, 0);
  assert.ok(heard.stats.shortenedMs > 3);
  assert.ok(heard.roughness < 1.3 * toneRoughness, `${heard.roughness}`);
});

test('lost blocks are made up one for one and cost no delay', () => {
  const random = uniform(8);
  const lost = Array.from({ length: 20_000 }, (_, block) => block > 800 && random() < 0.02);
  const delayUs = (block: number): number => (lost[block] === true ? Infinity : 10_000);
  const heard = listen(arrivalsOf({ blocks: 20_000, delayUs }), { untilUs: 99.9e6 });
  const lostMs = lost.filter(Boolean).length * 5;
  assert.ok(Math.abs(heard.stats.concealedMs - lostMs) <= 5, `${heard.stats.concealedMs} ms for ${lostMs}`);
  for (const delayMs of heard.delaysMs(99e6)) assert.ok(delayMs < 22, `${delayMs} ms`);
});

test('an outage is bridged, then there is silence; afterwards it goes on with the delay of before', () => {
  const heard = listen(arrivalsOf({ blocks: 4000, delayUs: goneForASecond }), { untilUs: 19.9e6 });
  assert.ok(heard.delaysMs(12e6).every((delayMs) => delayMs < 22));
  assert.equal(heard.stats.underruns, 1);
  assert.ok(heard.roughness < 1.3 * toneRoughness, `${heard.roughness}`);
});

test('a device that stood still loses the time it stood still, in one step without a click', () => {
  const heard = listen(arrivalsOf({ blocks: 4000 }), { untilUs: 19.9e6, lateUs: stoodStill });
  assert.ok(heard.delaysMs(13e6).every((delayMs) => delayMs < 25));
  assert.equal(heard.stats.concealedMs, 0);
  assert.ok(heard.roughness < 1.3 * toneRoughness, `${heard.roughness}`);
});

test('payloads that cannot be decoded are counted and made up for', () => {
  const playout = new Playout({
    decode: (payload) => (numberIn(payload) % 50 === 49 ? undefined : tone(payload)),
  });
  const into = new Float32Array(2 * blockFrames);
  for (let block = 0; block < 1020; block++) {
    playout.push(block, block * 5000, block * 5000 + 1000, bytesOf(block));
    playout.pull(block * 5000 + 2000, into);
    assert.ok(into.every((sample) => Math.abs(sample) < 1));
  }
  assert.equal(playout.stats.broken, 20);
});

interface Heard {
  readonly stats: PlayoutStreamStats;
  /** Of pulls after this time, from capture to ear. */
  delaysMs(afterUs: number): number[];
  readonly leastMs: number;
  readonly mostMs: number;
  /** Largest second difference of the sound: a click is larger than that of the tone. */
  readonly roughness: number;
  /** Largest error of pitch over a second. */
  readonly mostCents: number;
  /** What was done about delay after the time to settle. */
  readonly late: { readonly stretchedMs: number; readonly skipped: number; readonly underruns: number };
}

/** Plays arrivals of a tone; what is heard before `settledUs` does not count for band and pitch. */
function listen(arrivals: Iterable<Arrival>, player: Player, settledUs = 5e6): Heard {
  const playout = new Playout({ decode: tone });
  const iterator = arrivals[Symbol.iterator]();
  let next = iterator.next();
  const into = new Float32Array(2 * blockFrames);
  const delays: [number, number][] = [];
  const intervalUs = 5000 / (1 + (player.fastPpm ?? 0) / 1e6);
  const isLong = player.untilUs > 500e6;
  let leastMs = Infinity;
  let mostMs = 0;
  let roughness = 0;
  let before = 0;
  let slope = 0;
  let settled: PlayoutStreamStats | undefined;
  let pitchFrom: [number, number] | undefined;
  let mostCents = 0;
  for (let pull = 0; ; pull++) {
    const nowUs = 1234 + pull * intervalUs + (player.lateUs?.(pull) ?? 0);
    if (nowUs > player.untilUs) break;
    while (next.done !== true && next.value.arrivalUs <= nowUs) {
      const { number, capturedUs, arrivalUs } = next.value;
      playout.push(number, capturedUs, arrivalUs, bytesOf(number));
      next = iterator.next();
    }
    const capturedUs = playout.pull(nowUs, into);
    if (!isLong && nowUs > 1e6) {
      for (let at = 0; at < into.length; at += 2) {
        const rise = into[at]! - before;
        if (nowUs > 1.1e6) roughness = Math.max(roughness, Math.abs(rise - slope));
        slope = rise;
        before = into[at]!;
      }
    }
    if (Number.isNaN(capturedUs)) continue;
    if (!isLong) delays.push([nowUs, (nowUs - capturedUs) / 1000]);
    if (nowUs < settledUs) continue;
    settled ??= playout.stats;
    leastMs = Math.min(leastMs, (nowUs - capturedUs) / 1000);
    mostMs = Math.max(mostMs, (nowUs - capturedUs) / 1000);
    if (pull % 200 === 0) {
      if (pitchFrom) mostCents = Math.max(mostCents, Math.abs(cents(pitchFrom, [nowUs, capturedUs])));
      pitchFrom = [nowUs, capturedUs];
    }
  }
  const { stats } = playout;
  return {
    stats,
    delaysMs: (afterUs) => delays.filter(([atUs]) => atUs >= afterUs).map(([, delayMs]) => delayMs),
    leastMs,
    mostMs,
    roughness,
    mostCents,
    late: since(settled ?? stats, stats),
  };
}

function goneForASecond(_block: number, sentUs: number): number {
  return sentUs >= 10e6 && sentUs < 11e6 ? Infinity : 10_000;
}

function stoodStill(pull: number): number {
  return pull > 2000 ? 400_000 : 0;
}

function stretchedMs(stats: PlayoutStreamStats): number {
  return stats.shortenedMs + stats.lengthenedMs;
}

function since(before: PlayoutStreamStats, after: PlayoutStreamStats): Heard['late'] {
  return {
    stretchedMs: stretchedMs(after) - stretchedMs(before),
    skipped: after.skipped - before.skipped,
    underruns: after.underruns - before.underruns,
  };
}

/** By how much what is heard between two moments is higher than what was captured; capture times are on the true clock. */
function cents(from: [number, number], to: [number, number]): number {
  return 1200 * Math.log2((to[1] - from[1]) / (to[0] - from[0]));
}

const toneRoughness = 0.5 * ((2 * Math.PI * toneHz) / 48_000) ** 2;
const decoded = new Float32Array(2 * blockFrames);

/** A payload is the number of a block of an endless tone. */
function tone(payload: Uint8Array): Float32Array {
  const first = (numberIn(payload) * blockFrames) % 48_000;
  for (let frame = 0; frame < blockFrames; frame++) {
    const sample = 0.5 * Math.sin((2 * Math.PI * toneHz * (first + frame)) / 48_000);
    decoded[2 * frame] = sample;
    decoded[2 * frame + 1] = sample;
  }
  return decoded;
}

function bytesOf(number: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

function numberIn(payload: Uint8Array): number {
  return new DataView(payload.buffer, payload.byteOffset).getUint32(0);
}

function percentile(values: number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!;
}
