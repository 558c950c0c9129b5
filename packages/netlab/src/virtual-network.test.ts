import assert from 'node:assert/strict';
import { test } from 'node:test';
import { profile } from './description/profiles.ts';
import { NetlabError } from './error.ts';
import { type VirtualAddress, VirtualNetwork } from './virtual-network.ts';

test('a datagram arrives at the other end after the delay of its direction', () => {
  const network = new VirtualNetwork({ seed: 1, up: { delayMs: 20 }, down: { delayMs: 30 }, startUs: 1000 });
  const heard: [string, number, string][] = [];
  for (const side of ['a', 'b'] as const) {
    network.attach(side, {
      receive: (nowUs, bytes) => heard.push([side, nowUs, Buffer.from(bytes).toString()]),
    });
  }
  network.send('a', Buffer.from('there'));
  network.send('b', Buffer.from('back'));
  network.run(20_999);
  assert.deepEqual(heard, []);
  network.run(50_000);
  assert.deepEqual(heard, [
    ['b', 21_000, 'there'],
    ['a', 31_000, 'back'],
  ]);
  assert.equal(network.nowUs, 50_000);
});

test('endpoints are woken at the time they ask for, and time jumps from event to event', () => {
  const network = new VirtualNetwork({ seed: 1, ...profile('transatlantic') });
  const sender = clockwork((nowUs) => network.send('a', new Uint8Array([nowUs & 255])));
  let received = 0;
  network.attach('a', sender);
  network.attach('b', { receive: () => received++ });
  network.run(3600e6);
  assert.equal(sender.woken, 3600 * 100);
  network.attach('a', { receive: () => {} });
  network.run(3610e6);
  assert.equal(network.stats.up.offered, sender.woken);
  assert.equal(received, network.stats.up.forwarded);
});

test('an action runs at its time, before what is due later, and one for the past at once', () => {
  const network = new VirtualNetwork({ seed: 1, startUs: 500 });
  const order: string[] = [];
  network.at(2000, () => order.push(`second at ${network.nowUs}`));
  network.at(1000, () => {
    order.push(`first at ${network.nowUs}`);
    network.at(0, () => order.push(`past at ${network.nowUs}`));
  });
  network.run(1e6);
  assert.deepEqual(order, ['first at 1000', 'past at 1000', 'second at 2000']);
});

test('what an endpoint receives is its own: changing it does not change a duplicate or the original', () => {
  const network = new VirtualNetwork({ seed: 1, up: { duplicatePct: 100 } });
  const heard: number[] = [];
  network.attach('b', {
    receive: (_nowUs, datagram) => {
      heard.push(datagram[0]!);
      datagram.fill(9);
    },
  });
  const original = new Uint8Array([1, 2, 3]);
  network.send('a', original);
  original.fill(7);
  network.run(1);
  assert.deepEqual(heard, [1, 1]);
});

test('a corrupted datagram differs in one bit', () => {
  const network = new VirtualNetwork({ seed: 4, up: { corruptPct: 100 } });
  const sent = new Uint8Array(3000).fill(0xa5);
  let differing = 0;
  network.attach('b', {
    receive: (_nowUs, datagram) => {
      assert.equal(datagram.length, sent.length);
      for (const byte of datagram) differing += bits(byte ^ 0xa5);
    },
  });
  for (let index = 0; index < 100; index++) network.send('a', sent);
  network.run(1);
  assert.equal(differing, 100);
});

test('a cut and a change of settings hold from the moment they are made', () => {
  const network = new VirtualNetwork({ seed: 1 });
  const arrivals: number[] = [];
  network.attach('b', { receive: (nowUs) => arrivals.push(nowUs) });
  network.attach(
    'a',
    clockwork(() => network.send('a', new Uint8Array(10))),
  );
  network.at(95_000, () => network.cut(0.1));
  network.at(295_000, () => network.set({ up: { delayMs: 1 } }));
  network.run(350_000);
  assert.deepEqual(
    arrivals,
    [
      10, 20, 30, 40, 50, 60, 70, 80, 90, 200, 210, 220, 230, 240, 250, 260, 270, 280, 290, 301, 311, 321,
      331, 341,
    ].map((ms) => ms * 1000),
  );
});

test('a sender is seen where it was when it sent, and what is sent to where it is no more gets lost', () => {
  const network = new VirtualNetwork({ seed: 1, both: { delayMs: 10 } });
  const seen: VirtualAddress[] = [];
  let answers = 0;
  network.attach('a', { receive: () => answers++ });
  network.attach('b', {
    receive: (_nowUs, datagram, from) => {
      seen.push(from);
      network.send('b', datagram, from);
    },
  });
  const before = network.address('a');
  network.send('a', new Uint8Array(5));
  network.at(5000, () => network.rebind());
  network.at(6000, () => network.send('a', new Uint8Array(5)));
  network.run(1e6);
  const after = network.address('a');
  assert.ok(after.port !== before.port && after.host === before.host);
  assert.deepEqual(seen, [before, after]);
  assert.ok(seen[0] === before && seen[1] === after, 'they are the same objects');
  assert.equal(answers, 1);
  assert.equal(network.stray, 1);
  network.rebind('b', { host: '203.0.113.9', port: 5 });
  assert.deepEqual(network.address('b'), { host: '203.0.113.9', port: 5 });
});

test('what the description says happens at its time, counted from the beginning', () => {
  const network = new VirtualNetwork({
    seed: 1,
    startUs: 7e6,
    both: { delayMs: 1 },
    events: [
      { atMs: 0, up: { delayMs: 2 } },
      { atMs: 100, cutMs: 50 },
      { atMs: 200, holdMs: 50 },
      { atMs: 300, rebind: true },
      { atMs: 350, both: { lossPct: 100 } },
    ],
  });
  const arrivals: [number, number][] = [];
  network.attach('b', {
    receive: (nowUs, _datagram, from) => arrivals.push([nowUs / 1000 - 7000, from.port]),
  });
  const { port } = network.address('a');
  for (const ms of [0, 99, 100, 149, 150, 199, 200, 230, 249, 250, 299, 300, 349, 350]) {
    network.at(7e6 + ms * 1000, () => network.send('a', new Uint8Array(1)));
  }
  network.run(8e6);
  assert.deepEqual(arrivals, [
    [2, port],
    ...[101, 152, 201, 252, 252, 252, 252, 301].map((ms) => [ms, port]),
    ...[302, 351].map((ms) => [ms, port + 1]),
  ]);
});

test('a burst of hundreds of datagrams waits in the queue that it can be asked for', () => {
  const network = new VirtualNetwork({ seed: 1, up: { bandwidthBps: 8e6, queueBytes: 200_000 } });
  for (let index = 0; index < 300; index++) network.send('a', new Uint8Array(1000));
  assert.equal(network.queuedBytes('up'), 200_000);
  assert.equal(network.queuedBytes('down'), 0);
  network.run(100_500);
  assert.equal(network.queuedBytes('up'), 100_000);
  assert.equal(network.stats.up.queueFull, 99);
});

test('the same seed repeats everything', () => {
  assert.deepEqual(record(5), record(5));
  assert.notDeepEqual(record(5), record(6));
});

test('an endpoint that would stop the time is found out', () => {
  const network = new VirtualNetwork({ seed: 1 });
  network.attach('a', { receive: () => {}, timeout: () => 7, wake: () => {} });
  assert.throws(
    () => network.run(100),
    (error) =>
      error instanceof NetlabError && error.code === 'spinning' && /endpoint a .* 7 µs/.test(error.message),
  );
});

/** All arrivals of 20 s of questions and answers. */
function record(seed: number): number[] {
  const network = new VirtualNetwork({ seed, ...profile('bad') });
  const arrivals: number[] = [];
  network.attach('a', {
    ...clockwork(() => network.send('a', new Uint8Array(800))),
    receive: (nowUs) => arrivals.push(-nowUs),
  });
  network.attach('b', {
    receive: (nowUs, datagram) => {
      arrivals.push(nowUs);
      network.send('b', datagram);
    },
  });
  network.run(20e6);
  return arrivals;
}

/** An endpoint that does something every 10 ms, the first time at 10 ms. */
function clockwork(act: (nowUs: number) => void): {
  woken: number;
  receive(): void;
  timeout(): number;
  wake(nowUs: number): void;
} {
  let nextUs = 10_000;
  const endpoint = {
    woken: 0,
    receive: (): void => {},
    timeout: (): number => nextUs,
    wake: (nowUs: number): void => {
      endpoint.woken++;
      nextUs += 10_000;
      act(nowUs);
    },
  };
  return endpoint;
}

function bits(byte: number): number {
  let count = 0;
  for (let rest = byte; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}
