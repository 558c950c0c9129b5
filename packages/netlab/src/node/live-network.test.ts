import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { NetworkInput } from '../description/network.ts';
import type { NetworkSettings } from '../description/settings.ts';
import { echo, proxyTo, roundTrip, send, socket, until } from '../fixture/programs.ts';
import { RecordedPath } from '../fixture/recorded-path.ts';
import { VirtualNetwork } from '../virtual-network.ts';

test('exactly the datagrams are lost that the seed says, in each direction', async (t) => {
  const lossy = { lossPct: 20 };
  const server = await echo(t);
  const proxy = await proxyTo(t, server, { up: lossy, down: lossy, seed: 42 });
  const client = await socket(t);
  const returned: number[] = [];
  client.on('message', (datagram) => returned.push(datagram.readUInt32LE()));

  const up = new RecordedPath(42, lossy);
  const down = new RecordedPath(43, lossy);
  const expected: number[] = [];
  for (let number = 0; number < 1000; number++) {
    if (arrives(up) && arrives(down)) expected.push(number);
    const datagram = Buffer.alloc(4);
    datagram.writeUInt32LE(number);
    client.send(datagram, proxy.address.port, proxy.address.host);
    await until(
      () => proxy.stats().up.offered === number + 1 && proxy.stats().down.offered === up.stats.forwarded,
    );
  }
  await until(() => returned.length >= expected.length);
  assert.deepEqual(returned, expected);
  assert.equal(proxy.stats().up.lost, up.stats.lost);
});

test('it decides as a path in virtual time does, for the same seed, times and sizes', async (t) => {
  const up: Partial<NetworkSettings> = {
    delayMs: 10,
    jitterMs: 8,
    jitterShape: 'pareto',
    reorder: true,
    lossPct: 10,
    lossBurst: 3,
    duplicatePct: 10,
    bandwidthBps: 1.5e6,
    queueBytes: 2000,
    queue: 'codel',
  };
  const server = await socket(t);
  const heard: number[] = [];
  server.on('message', (datagram) => heard.push(datagram.readUInt32LE()));
  let nowUs = 0;
  const proxy = await proxyTo(t, server, { up, seed: 11, nowUs: () => nowUs });
  const client = await socket(t);
  const path = new RecordedPath(11, up);
  for (let number = 0; number < 500; number++) {
    nowUs += (number * 7919) % 5000;
    const datagram = Buffer.alloc(100 + ((number * 131) % 900));
    datagram.writeUInt32LE(number);
    path.send(nowUs, datagram.length);
    client.send(datagram, proxy.address.port, proxy.address.host);
    await until(() => proxy.stats().up.offered === number + 1);
  }
  path.finish();
  nowUs += 60e6;
  proxy.set({});
  await until(() => heard.length >= path.arrivals.length);
  assert.deepEqual(heard, path.arrivals);
  assert.deepEqual(proxy.stats().up, path.stats);
  const { lost, queueFull, duplicated, forwarded } = path.stats;
  const all = [lost, queueFull, duplicated, forwarded];
  assert.ok(
    all.every((count) => count > 20),
    String(all),
  );
});

test('what comes while it is held goes on in one burst, in order, when that is over', async (t) => {
  const server = await socket(t);
  const heard: number[] = [];
  server.on('message', (datagram) => heard.push(datagram[0]!));
  let nowUs = 1e6;
  const proxy = await proxyTo(t, server, { nowUs: () => nowUs });
  const client = await socket(t);
  proxy.hold(2);
  for (let number = 1; number <= 20; number++) {
    client.send(Buffer.from([number]), proxy.address.port, proxy.address.host);
    await until(() => proxy.stats().up.offered === number);
    nowUs += 99_000;
  }
  assert.equal(proxy.stats().inFlight, 20);
  assert.deepEqual(heard, []);
  nowUs = 3e6;
  proxy.set({});
  await until(() => heard.length === 20);
  assert.deepEqual(
    heard,
    [...Array(20).keys()].map((index) => index + 1),
  );
  assert.equal(proxy.stats().up.held, 20);
});

test('a rebinding shows the peer another port, and what it sends to the old one is lost', async (t) => {
  const server = await socket(t);
  const proxy = await proxyTo(t, server, {});
  const client = await socket(t);
  const [first] = await Promise.all([once(server, 'message'), send(client, proxy.address)]);
  const before: { port: number } = first[1];
  await proxy.rebind();
  const [second] = await Promise.all([once(server, 'message'), send(client, proxy.address)]);
  const after: { port: number } = second[1];
  assert.notEqual(after.port, before.port);

  const answer = once(client, 'message');
  await send(server, { host: '127.0.0.1', port: before.port });
  server.send('to the new one', after.port, '127.0.0.1');
  const [heard]: Buffer[] = await answer;
  assert.equal(String(heard), 'to the new one');
  assert.equal(proxy.stats().down.offered, 1);
});

test('what its description says happens at its time', async (t) => {
  const server = await echo(t);
  let nowUs = 5e6;
  const events = [
    { atMs: 1000, cutMs: 500 },
    { atMs: 2000, rebind: true },
    { atMs: 3000, both: { delayMs: 0, lossPct: 100 } },
  ];
  const proxy = await proxyTo(t, server, { nowUs: () => nowUs, events });
  const client = await socket(t);
  nowUs += 1e6;
  await send(client, proxy.address);
  await until(() => proxy.stats().up.cut === 1);
  nowUs += 0.5e6;
  assert.ok(await roundTrip(client, proxy, Buffer.from('healed')));
  const ports = new Set<number>();
  server.on('message', (_datagram, from) => ports.add(from.port));
  assert.ok(await roundTrip(client, proxy, Buffer.from('before')));
  nowUs += 0.5e6;
  while (ports.size < 2) {
    await send(client, proxy.address);
    await turn();
  }
  nowUs += 1e6;
  await send(client, proxy.address);
  await until(() => proxy.stats().up.lost === 1);
});

test('TCP flows fill its bottleneck as they do in virtual time', async (t) => {
  const server = await socket(t);
  let nowUs = 0;
  const network: NetworkInput = {
    up: { bandwidthBps: 10e6, queueMs: 100 },
    tcp: [{ direction: 'up', rttMs: 40 }],
  };
  const proxy = await proxyTo(t, server, { ...network, nowUs: () => nowUs });
  nowUs = 10e6;
  proxy.set({});
  const virtual = new VirtualNetwork({ seed: 1, ...network });
  virtual.run(10e6);
  assert.deepEqual(
    proxy.stats().tcp,
    virtual.flows.map((flow) => flow.stats),
  );
  assert.ok(proxy.stats().tcp[0]!.deliveredBytes > 10e6);
});

/** Whether the next datagram that is sent arrives. */
function arrives(path: RecordedPath): boolean {
  const before = path.arrivals.length;
  path.send(0, 4);
  return path.finish().arrivals.length > before;
}
