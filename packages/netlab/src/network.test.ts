import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type NetworkInput, parseNetwork } from './description/network.ts';
import type { NetworkSettings } from './description/settings.ts';
import { NetlabError } from './error.ts';
import { Network } from './network.ts';
import type { PathEvents } from './path/path.ts';

const settings: fc.Arbitrary<Partial<NetworkSettings>> = fc.record({
  delayMs: fc.constantFrom(0, 7, 40),
  jitterMs: fc.constantFrom(0, 3),
  jitterShape: fc.constantFrom('normal', 'pareto'),
  reorder: fc.boolean(),
  lossPct: fc.constantFrom(0, 5),
  lossBurst: fc.constantFrom(1, 4),
  bandwidthBps: fc.constantFrom(0, 1e6, 1e7),
  queue: fc.constantFrom('tail-drop', 'codel'),
  duplicatePct: fc.constantFrom(0, 10),
});
const descriptions: fc.Arbitrary<NetworkInput> = fc.record({
  up: settings,
  down: settings,
  events: fc.array(
    fc.record({
      atMs: fc.nat(2000),
      both: settings,
      cutMs: fc.constantFrom(0, 100),
      holdMs: fc.constantFrom(0, 100),
      rebind: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
  tcp: fc.array(
    fc.record({
      direction: fc.constantFrom('up', 'down'),
      rttMs: fc.constantFrom(40, 90),
      startMs: fc.nat(1000),
    }),
    { maxLength: 2 },
  ),
});
/** Datagrams as [µs after the one before, bytes, whether it goes up]. */
const traffic = fc.array(fc.tuple(fc.nat(60_000), fc.integer({ min: 1, max: 1500 }), fc.boolean()), {
  maxLength: 80,
});

test('nothing depends on how often a network is looked at', () => {
  fc.assert(
    fc.property(descriptions, traffic, fc.integer(), fc.integer({ min: 300, max: 20_000 }), (...drawn) => {
      const [description, datagrams, seed, everyUs] = drawn;
      const seldom = record(description, datagrams, seed, Infinity);
      assert.deepEqual(record(description, datagrams, seed, everyUs), seldom);
    }),
    { numRuns: 60 },
  );
});

test('a change that is wrong for one direction changes neither', () => {
  const network = new Network(1, 0, parseNetwork({}), {
    up: recorder('up', []),
    down: recorder('down', []),
    rebind: () => {},
  });
  assert.throws(() => network.set(0, { up: { delayMs: 5 }, down: { delayMs: -5 } }), NetlabError);
  assert.equal(network.up.settings.delayMs, 0);
  network.set(0, { both: { delayMs: 5, lossPct: 1 }, down: { lossPct: 2 } });
  assert.deepEqual([network.up.settings.lossPct, network.down.settings.lossPct], [1, 2]);
});

/** All that happens in 3 s, in each direction. */
function record(
  description: NetworkInput,
  datagrams: readonly (readonly [number, number, boolean])[],
  seed: number,
  everyUs: number,
): unknown {
  const up: unknown[] = [];
  const down: unknown[] = [];
  const rebinds: number[] = [];
  let nowUs = 0;
  const network: Network<number> = new Network(seed, 0, parseNetwork(description), {
    up: recorder('up', up),
    down: recorder('down', down),
    rebind: () => rebinds.push(network.stats.up.offered),
  });
  const advance = (untilUs: number): void => {
    for (let atUs = nowUs + everyUs; atUs < untilUs; atUs += everyUs) network.advance(atUs);
    network.advance(untilUs);
    nowUs = untilUs;
  };
  for (const [index, [gapUs, bytes, goesUp]] of datagrams.entries()) {
    advance(nowUs + gapUs);
    (goesUp ? network.up : network.down).send(nowUs, index, bytes);
  }
  advance(nowUs + 3e6);
  return { up, down, rebinds, stats: network.stats, tcp: network.flows.map((flow) => flow.stats) };
}

function recorder(name: string, into: unknown[]): PathEvents<number> {
  return {
    arrive: (nowUs, index) => into.push([name, nowUs, index]),
    drop: (index) => into.push([name, 'dropped', index]),
    copy: (index) => index,
    corrupt: () => {},
  };
}
