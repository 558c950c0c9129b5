import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Arrival, arrivalsOf, normalDelay, playThrough, type Sender, uniform } from './arrival-trace.ts';
import { JitterError } from './error.ts';
import { PlayoutBuffer, type PlayoutStats } from './playout-buffer.ts';

test('with nothing pushed there is nothing to play and nothing is concealed', () => {
  const buffer = new PlayoutBuffer();
  for (let pull = 0; pull < 10; pull++) assert.equal(buffer.pull(pull * 5000).kind, 'wait');
  assert.equal(buffer.stats.concealedMs, 0);
  assert.equal(buffer.stats.bufferMs, null);
  assert.equal(buffer.stats.driftPpm, null);
});

test('blocks that overtake each other are played in order', () => {
  const delayUs = normalDelay(uniform(4), 30_000, 8000);
  const heard = listen(arrivalsOf({ blocks: 12_000, delayUs, reorder: true }), 60e6);
  const numbers = heard.blocks.flatMap(({ number }) => number ?? []);
  assert.deepEqual(
    numbers,
    numbers.toSorted((a, b) => a - b),
  );
  assert.ok(heard.stats.concealedMs < 0.005 * 60_000, `${heard.stats.concealedMs} ms`);
});

test('lost blocks are concealed one for one, alone or in bursts', () => {
  const random = uniform(8);
  const alone = Array.from({ length: 20_000 }, (_, block) => block > 800 && random() < 0.02);
  const inBursts = Array.from({ length: 20_000 }, (_, block) => block > 800 && block % 1000 < 6);
  for (const lost of [alone, inBursts]) {
    const delayUs = (block: number): number => (lost[block] === true ? Infinity : 10_000);
    const heard = listen(arrivalsOf({ blocks: 20_000, delayUs }), 99.9e6);
    const lostMs = lost.filter(Boolean).length * 5;
    // A burst may leave nothing at all, and then time stops.
    const mostMs = lost === alone ? 5 : 30;
    assert.ok(
      Math.abs(heard.stats.concealedMs - lostMs) <= mostMs,
      `${heard.stats.concealedMs} ms for ${lostMs}`,
    );
    assert.equal(heard.stats.late, 0);
  }
});

test('a block that comes after its time, or twice, is counted and not played', () => {
  const buffer = new PlayoutBuffer({ startMs: 0 });
  const payload = new Uint8Array(1);
  const push = (number: number, arrivalUs: number): string =>
    buffer.push(number, number * 5000, arrivalUs, payload);
  const kinds: string[] = [];
  for (let block = 0; block < 40; block++) {
    if (block !== 20) assert.equal(push(block, block * 5000), 'kept');
    kinds.push(buffer.pull(block * 5000 + 1000).kind);
  }
  assert.equal(push(20, 201_000), 'late');
  assert.equal(push(30, 202_000), 'duplicate');
  assert.equal(push(39, 202_000), 'duplicate');
  assert.deepEqual([buffer.stats.late, buffer.stats.duplicates], [1, 2]);
  assert.equal(kinds.filter((kind) => kind === 'conceal').length, 1);
});

test('the drift is that between the sender and the device that pulls', () => {
  const buffer = new PlayoutBuffer();
  const player = { untilUs: 300e6, fastPpm: 80 };
  playThrough(buffer, arrivalsOf({ blocks: 60_000, fastPpm: 30 }), player, (_pulled, atUs) =>
    buffer.ticked(atUs),
  );
  assert.ok(Math.abs(buffer.stats.driftPpm! + 50) < 5, `${buffer.stats.driftPpm} ppm`);
});

test('an outage is concealed, then it waits; afterwards playing goes on with the delay of before', () => {
  for (const outageUs of [100_000, 1_000_000, 3_000_000]) {
    const goneUs = 10e6;
    const isGone = (sentUs: number): boolean => sentUs >= goneUs && sentUs < goneUs + outageUs;
    const lost = (_block: number, sentUs: number): number => (isGone(sentUs) ? Infinity : 10_000);
    const held = (_block: number, sentUs: number): number =>
      isGone(sentUs) ? goneUs + outageUs - sentUs + 10_000 : 10_000;
    for (const delayUs of outageUs > 200_000 ? [lost, held] : [lost]) {
      const heard = listen(arrivalsOf({ blocks: 4000, delayUs }), 19.9e6);
      const backUs = goneUs + outageUs;
      assert.deepEqual(kindsAfter(heard, backUs + 25_000), new Set(['play']));
      const before = heardAfter(heard, 9.9e6)[0]!.delayMs!;
      assert.ok(heard.blocks.at(-1)!.delayMs! <= before, 'no later than before');
      assert.ok(Math.abs(heard.stats.concealedMs - Math.min(outageUs / 1000, 1010)) <= 30);
      assert.equal(heard.stats.underruns, 1);
    }
  }
});

test('a path that becomes longer for good is followed, however much longer', () => {
  for (const longerMs of [30, 150, 203, 300, 2000]) {
    const delayUs = (_block: number, sentUs: number): number =>
      sentUs < 10e6 ? 10_000 : 10_000 + longerMs * 1000;
    const heard = listen(arrivalsOf({ blocks: 6000, delayUs }), 29.9e6);
    assert.deepEqual(kindsAfter(heard, 21e6), new Set(['play']));
    const { delayMs } = heard.blocks.at(-1)!;
    assert.ok(
      delayMs! - longerMs >= 10 && delayMs! - longerMs <= 45,
      `${delayMs} ms after ${longerMs} ms more`,
    );
    assert.ok(heard.stats.concealedMs <= longerMs + 600, `${heard.stats.concealedMs} ms concealed`);
  }
});

const restarts: [string, Partial<Sender>][] = [
  ['from number 0', { firstNumber: 0 }],
  ['from any number', { firstNumber: 0xdeadbeef }],
  ['on another clock that is ahead', { firstNumber: 0, capturedUs: 1e12 }],
  ['on another clock that is behind', { firstNumber: 2001, capturedUs: -1e12 }],
];
for (const [how, change] of restarts) {
  test(`a sender that begins anew ${how} is played again after its first blocks`, () => {
    const arrivals = [
      ...arrivalsOf({ blocks: 2000 }),
      ...arrivalsOf({ blocks: 2000, startUs: 10.3e6, ...change }),
    ];
    const heard = listen(arrivals, 20.2e6);
    assert.deepEqual(kindsAfter(heard, 10.335e6), new Set(['play']));
    const expected = (change.capturedUs ?? 10.3e6) / 1000;
    const { delayMs } = heard.blocks.at(-1)!;
    assert.ok(Math.abs(delayMs! - (10_300 - expected) - 16) < 6, `${delayMs}`);
    assert.equal(heard.stats.restarts, 1);
  });
}

test('a sender that begins anew within its first second is noticed as well', () => {
  const arrivals = [...arrivalsOf({ blocks: 100 }), ...arrivalsOf({ blocks: 1000, startUs: 800_000 })];
  const heard = listen(arrivals, 5.7e6);
  assert.equal(heard.stats.restarts, 1);
  assert.equal(heard.stats.duplicates + heard.stats.late, 0);
});

test('numbers may wrap in the middle of the stream', () => {
  const heard = listen(arrivalsOf({ blocks: 4000, firstNumber: 2 ** 32 - 2000 }), 19.9e6);
  assert.equal(heard.stats.restarts, 0);
  assert.deepEqual(kindsAfter(heard, 3e6), new Set(['play']));
  assert.ok(heard.blocks.at(-1)!.number! > 1960 && heard.blocks.at(-1)!.number! < 1980);
});

test('devices that ask unpunctually or for several blocks at once are never left without', () => {
  const random = uniform(2);
  const inPairs = Array.from({ length: 4000 }, (_, pull) => (pull % 2 === 0 ? 5000 : 0));
  const anyhow = Array.from({ length: 4000 }, () => random() * 4000);
  for (const lateUs of [inPairs, anyhow]) {
    const heard = listen(arrivalsOf({ blocks: 4000 }), 19.9e6, lateUs);
    assert.equal(heard.stats.concealedMs, 0);
    assert.deepEqual(kindsAfter(heard, 3.2e6), new Set(['play']));
  }
});

test('a device that stood still loses the time it stood still, in one step', () => {
  const lateUs = Array.from({ length: 4000 }, (_, pull) => (pull > 2000 ? 400_000 : 0));
  const heard = listen(arrivalsOf({ blocks: 4000 }), 19.9e6, lateUs);
  assert.ok(heard.blocks.at(-1)!.delayMs! <= 45);
  assert.equal(heardAfter(heard, 10e6).filter(({ kind }) => kind === 'skip').length, 1);
  assert.equal(heard.stats.concealedMs, 0);
});

test('an option out of range is refused with its name, unit and range', () => {
  for (const [options, message] of [
    [{ blockUs: 10 }, /^blockUs must be a number from 1000 to 60000 \(µs\), not 10$/],
    [{ capMs: Number.NaN }, /^capMs .*not NaN$/],
    [{ share: 2 }, /^share /],
  ] as const) {
    assert.throws(
      () => new PlayoutBuffer(options),
      (error) => error instanceof JitterError && error.code === 'bad-option' && message.test(error.message),
    );
  }
});

interface HeardBlock {
  readonly atUs: number;
  readonly kind: string;
  readonly number?: number;
  /** From its capture. */
  readonly delayMs?: number;
}

interface Heard {
  readonly blocks: HeardBlock[];
  readonly stats: PlayoutStats;
}

/** @param lateUs how late each pull is; all are punctual unless given */
function listen(arrivals: Iterable<Arrival>, untilUs: number, lateUs: readonly number[] = []): Heard {
  const buffer = new PlayoutBuffer();
  const blocks: HeardBlock[] = [];
  playThrough(buffer, arrivals, { untilUs, lateUs: (pull) => lateUs[pull] ?? 0 }, (pulled, atUs) => {
    const { kind } = pulled;
    if (!('capturedUs' in pulled)) blocks.push({ atUs, kind });
    else blocks.push({ atUs, kind, number: pulled.number, delayMs: (atUs - pulled.capturedUs) / 1000 });
  });
  return { blocks, stats: buffer.stats };
}

function heardAfter(heard: Heard, afterUs: number): HeardBlock[] {
  return heard.blocks.filter(({ atUs, number }) => atUs >= afterUs && number !== undefined);
}

function kindsAfter(heard: Heard, afterUs: number): Set<string> {
  return new Set(heard.blocks.filter(({ atUs }) => atUs >= afterUs).map(({ kind }) => kind));
}
