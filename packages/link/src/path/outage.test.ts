import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pair } from '../testing/pair.ts';
import { Streaming, shownUs, streamFor } from '../testing/streaming.ts';

const delayUs = 20_000;
/** Days, in the long form of the tests. */
const outageHours = process.env['AJAR_SOAK'] === '1' ? 72 : 3;

/** An open pair with 20 ms of delay each way, whose clocks know one another. */
function open(seed = 1): Pair {
  const pair = new Pair({ seed });
  for (const end of [pair.a, pair.b]) Object.assign(end.channel.impairments, { delayUs, largest: 1472 });
  pair.runUntil(() => pair.a.connection.state === 'open' && pair.b.connection.state === 'open');
  pair.run(1_000_000);
  return pair;
}

function cut(pair: Pair, cutA: boolean, cutB: boolean): void {
  pair.a.channel.cut = cutA;
  pair.b.channel.cut = cutB;
}

for (const [outageMs, returning] of [
  [100, true],
  [300, true],
  [1000, true],
  [3000, true],
  [100, false],
  [300, false],
  [1000, false],
  [3000, false],
] as const) {
  const both = returning ? 'both ways' : 'one way';
  test(`given 40 Mbit/s ${both}, when the path is cut for ${outageMs} ms, then a picture is shown within a round trip and 50 ms of its return`, () => {
    for (let seed = 1; seed <= 3; seed++) {
      const pair = open(seed);
      const streams = (returning ? [pair.b, pair.a] : [pair.b]).map((end) => new Streaming(pair, end));
      streamFor(pair, 700_000 + seed * 7000, ...streams);
      cut(pair, true, true);
      streamFor(pair, outageMs * 1000, ...streams);
      cut(pair, false, false);
      const returnUs = pair.nowUs;
      streamFor(pair, 200_000, ...streams);
      const firstUs = shownUs(pair.a).find((us) => us >= returnUs + delayUs);
      assert.ok(
        firstUs !== undefined && firstUs - returnUs <= 2 * delayUs + 50_000,
        `${firstUs! - returnUs} µs`,
      );
      assert.equal(pair.a.connection.state, 'open');
    }
  });
}

for (const [name, cutA, cutB] of [
  ['to the viewer', false, true],
  ['back from the viewer', true, false],
] as const) {
  test(`given one-way media, when only the way ${name} is cut for a second, then a picture is shown within a round trip and 50 ms of its return`, () => {
    const pair = open();
    const stream = new Streaming(pair, pair.b);
    streamFor(pair, 700_000, stream);
    cut(pair, cutA, cutB);
    streamFor(pair, 1_000_000, stream);
    cut(pair, false, false);
    const returnUs = pair.nowUs;
    streamFor(pair, 300_000, stream);
    const firstUs = shownUs(pair.a).find((us) => us >= returnUs + delayUs);
    assert.ok(
      firstUs !== undefined && firstUs - returnUs <= 2 * delayUs + 50_000,
      `${firstUs! - returnUs} µs`,
    );
  });
}

test('given only the way back is cut, when the sender hears nothing, then its sound is still heard', () => {
  const pair = open();
  const stream = new Streaming(pair, pair.b);
  streamFor(pair, 500_000, stream);
  cut(pair, true, false);
  streamFor(pair, 2_000_000, stream);
  const lastUs = pair.a.frames.findLast(({ track }) => track === 2)!.completeUs;
  assert.ok(pair.nowUs - lastUs <= 2 * delayUs, `${pair.nowUs - lastUs} µs`);
  assert.equal(pair.a.connection.state, 'open');
  assert.equal(pair.b.connection.state, 'reconnecting');
});

test('given a path that is cut, when a quarter of a second has passed, then next to nothing is sent into it', () => {
  const pair = open();
  const stream = new Streaming(pair, pair.b);
  streamFor(pair, 500_000, stream);
  cut(pair, true, true);
  streamFor(pair, 300_000, stream);
  const before = pair.b.connection.stats().sentBytes;
  streamFor(pair, 2_000_000, stream);
  const bps = (pair.b.connection.stats().sentBytes - before) * 4;
  assert.ok(bps < 1_000_000, `${bps} bit/s`);
});

test('given an idle link with 10 % of loss and 50 ms of jitter, when an hour passes, then it says at most once that it is reconnecting', () => {
  const pair = open();
  for (const end of [pair.a, pair.b]) Object.assign(end.channel.impairments, { loss: 0.1, jitterUs: 50_000 });
  for (let minute = 0; minute < 60; minute++) pair.run(60_000_000);
  const stalls = [pair.a, pair.b].map(
    (end) => end.of('state').filter(({ state }) => state === 'reconnecting').length,
  );
  assert.ok(stalls[0]! <= 1 && stalls[1]! <= 1, stalls.join());
});

test(`given an outage of ${outageHours} hours, when it ends, then it is noticed within a second, whoever called, and few bytes were sent`, () => {
  const outageUs = outageHours * 3.6e9;
  for (const bothCall of [false, true]) {
    const pair = new Pair({ bothCall });
    for (const end of [pair.a, pair.b]) end.channel.impairments.delayUs = delayUs;
    pair.run(1_000_000);
    cut(pair, true, true);
    const before = pair.b.connection.stats().sentBytes;
    pair.run(outageUs);
    const bps = ((pair.b.connection.stats().sentBytes - before) * 8e6) / outageUs;
    assert.ok(bps < 12_000, `${bps} bit/s`);
    cut(pair, false, false);
    pair.run(1_000_000);
    assert.equal(pair.a.connection.state, 'open');
    assert.equal(pair.b.connection.state, 'open');
  }
});
