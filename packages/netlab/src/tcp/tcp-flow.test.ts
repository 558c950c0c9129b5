import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NetworkInput, TcpInput } from '../description/network.ts';
import { VirtualNetwork } from '../virtual-network.ts';

const up = (rttMs: number, more: Partial<TcpInput> = {}): TcpInput => ({ direction: 'up', rttMs, ...more });
/** The share of a segment that is payload. */
const payload = 1448 / 1500;

test('a flow fills the bottleneck, at any rate and round trip, with a queue of one round trip', () => {
  for (const [bandwidthBps, rttMs] of [
    [2e6, 50],
    [20e6, 20],
    [100e6, 100],
  ] as const) {
    const network = run({ up: { bandwidthBps, queueMs: rttMs }, tcp: [up(rttMs)] }, 60);
    const goodput = network.flows[0]!.goodputBps(10e6, 60e6) / (bandwidthBps * payload);
    assert.ok(goodput > 0.95 && goodput < 1.001, `${goodput} of ${bandwidthBps} at ${rttMs} ms`);
  }
});

test('CoDel gives a flow most of the bottleneck and a short queue', () => {
  const network = run({ up: { bandwidthBps: 20e6, queueMs: 1000, queue: 'codel' }, tcp: [up(40)] }, 60);
  const { rttMs } = network.flows[0]!.stats;
  assert.ok(network.flows[0]!.goodputBps(10e6, 60e6) > 0.85 * 20e6 * payload);
  assert.ok(rttMs < 40 + 30, `${rttMs} ms`);
});

test('two flows share the bottleneck fairly, also when the second comes late', () => {
  const both = { up: { bandwidthBps: 40e6, queueMs: 50 }, tcp: [up(40), up(40, { startMs: 5000 })] };
  const network = run(both, 120);
  const [one, other] = network.flows.map((flow) => flow.goodputBps(40e6, 120e6));
  assert.ok(one! / other! > 0.6 && one! / other! < 1.6, `${one} and ${other}`);
  assert.ok(one! + other! > 0.95 * 40e6 * payload);
});

test('with random loss a flow gets what the response function of RFC 9438 gives it', () => {
  const network = run({ up: { lossPct: 0.1 }, tcp: [up(20), up(200)] }, 300);
  const windows = network.flows.map(
    (flow) => (flow.goodputBps(20e6, 300e6) / 8 / 1448) * (flow.settings.rttMs / 1000),
  );
  // The mean windows of sections 4.3, on a short round trip, and 5.1, on a long one, in segments.
  const expected = [Math.sqrt(1.5 / 0.001), 1.054 * (0.2 / 0.001) ** 0.75];
  for (const [index, window] of windows.entries()) {
    const off = Math.abs(window / expected[index]! - 1);
    assert.ok(off < 0.25, `${window} segments for ${expected[index]}`);
  }
});

test('on a path without any limit a flow is held by what its receiver has room for', () => {
  const network = run({ tcp: [up(200)] }, 8);
  const windowBps = (4096 * 1448 * 8) / 0.2;
  assert.ok(Math.abs(network.flows[0]!.goodputBps(4e6, 8e6) / windowBps - 1) < 0.01);
});

test('a flow begins and ends when it is told to, and comes back after an outage', () => {
  const network = run(
    {
      up: { bandwidthBps: 10e6 },
      tcp: [up(20, { startMs: 2000, stopMs: 20_000 })],
      events: [{ atMs: 8000, cutMs: 2000 }],
    },
    30,
  );
  const flow = network.flows[0]!;
  const full = 10e6 * payload;
  assert.equal(flow.goodputBps(0, 2e6), 0);
  assert.ok(flow.goodputBps(4e6, 8e6) > 0.9 * full);
  assert.equal(flow.goodputBps(8.3e6, 10e6), 0);
  assert.ok(flow.goodputBps(13e6, 20e6) > 0.9 * full, String(flow.goodputBps(13e6, 20e6)));
  assert.equal(flow.goodputBps(20.5e6, 30e6), 0);
  assert.ok(flow.stats.timeouts >= 2, String(flow.stats.timeouts));
});

test('datagrams feel the queue that a flow fills, and their loss stays their own', () => {
  const narrow = { bandwidthBps: 20e6, queueMs: 200 };
  assert.ok(Math.max(...delays({ up: narrow }).delaysMs) < 1);
  const besideMs = Math.max(...delays({ up: narrow, tcp: [up(30)] }).delaysMs);
  assert.ok(besideMs > 50, `${besideMs} ms`);

  const lossy = { ...narrow, lossPct: 2 };
  const alone = delays({ up: lossy });
  assert.ok(alone.lost > 20);
  assert.equal(delays({ up: lossy, tcp: [up(30)] }).lost, alone.lost);
});

test('the same seed repeats a flow', () => {
  const description = { up: { bandwidthBps: 5e6, lossPct: 1 }, tcp: [up(30), up(60)] };
  const stats = (): unknown => run(description, 20).flows.map((flow) => flow.stats);
  assert.deepEqual(stats(), stats());
});

function run(description: NetworkInput, seconds: number): VirtualNetwork {
  const network = new VirtualNetwork({ seed: 5, ...description });
  network.run(seconds * 1e6);
  return network;
}

/** What becomes of 2 s of datagrams, one each ms. */
function delays(description: NetworkInput): { delaysMs: number[]; lost: number } {
  const network = new VirtualNetwork({ seed: 5, ...description });
  const delaysMs: number[] = [];
  const datagram = new Uint8Array(100);
  const stamp = new DataView(datagram.buffer);
  network.attach('b', {
    receive: (nowUs, received) => {
      const sentUs = new DataView(received.buffer, received.byteOffset).getFloat64(0);
      delaysMs.push((nowUs - sentUs) / 1000);
    },
  });
  for (let ms = 3000; ms < 5000; ms++) {
    network.at(ms * 1000, () => {
      stamp.setFloat64(0, network.nowUs);
      network.send('a', datagram);
    });
  }
  network.run(8e6);
  return { delaysMs, lost: network.stats.up.lost };
}
