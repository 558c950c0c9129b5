import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { NetworkInput } from '../description/network.ts';
import type { NetworkSettings } from '../description/settings.ts';
import { NetlabError, type NetlabErrorCode } from '../error.ts';
import { RecordedPath } from '../fixture/recorded-path.ts';
import { VirtualNetwork } from '../virtual-network.ts';
import type { HostPort } from './address.ts';
import { openProxy, type Proxy, type ProxyOptions } from './live.ts';

test('a proxy that impairs nothing passes datagrams on, both ways, unchanged and with nothing left waiting', async (t) => {
  const server = await echo(t);
  const proxy = await proxyTo(t, server, {});
  const client = await socket(t);
  for (const size of [0, 1, 1200, 9000]) {
    const sent = Buffer.alloc(size, size & 255);
    assert.deepEqual(await roundTrip(client, proxy, sent), sent);
  }
  const stats = proxy.stats();
  assert.equal(stats.up.forwarded, 4);
  assert.equal(stats.down.forwardedBytes, 10_201);
  assert.equal(stats.inFlight, 0);
  assert.deepEqual(stats.client, { host: '127.0.0.1', port: client.address().port });
});

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

test('no datagram comes before its delay has passed, nor out of order', async (t) => {
  const server = await echo(t);
  const proxy = await proxyTo(t, server, { up: { delayMs: 15, jitterMs: 2 }, down: { delayMs: 5 } });
  const client = await socket(t);
  const arrivals: number[] = [];
  client.on('message', (datagram) => {
    arrivals.push(datagram[0]!);
    assert.ok(performance.now() - sentMs[datagram[0]!]! >= 5);
  });
  const sentMs: number[] = [];
  for (let number = 0; number < 50; number++) {
    sentMs.push(performance.now());
    client.send(Buffer.from([number]), proxy.address.port, proxy.address.host);
    await turn();
  }
  await until(() => arrivals.length === 50);
  assert.deepEqual(arrivals, [...sentMs.keys()]);
});

test('a fixed delay is kept in full, with busy waiting too', async (t) => {
  const server = await echo(t);
  for (const spinUs of [0, 1500]) {
    const proxy = await proxyTo(t, server, { up: { delayMs: 3.4 }, down: { delayMs: 2.2 }, spinUs });
    const client = await socket(t);
    for (let round = 0; round < 5; round++) {
      const startMs = performance.now();
      await roundTrip(client, proxy, Buffer.from('there and back'));
      assert.ok(performance.now() - startMs >= 5.6);
    }
  }
});

test('duplicates come twice and a corrupted datagram differs in one bit', async (t) => {
  const server = await echo(t);
  const proxy = await proxyTo(t, server, { up: { corruptPct: 100 }, down: { duplicatePct: 100 } });
  const client = await socket(t);
  const heard: Buffer[] = [];
  client.on('message', (datagram) => heard.push(datagram));
  client.send(Buffer.alloc(100), proxy.address.port, proxy.address.host);
  await until(() => heard.length === 2);
  assert.deepEqual(heard[0], heard[1]);
  const changed = heard[0]!.filter((byte) => byte !== 0);
  assert.equal(changed.length, 1);
  assert.ok(Number.isInteger(Math.log2(changed[0]!)));
});

test('answers go to the client that was heard last, so that one that restarts is followed', async (t) => {
  const server = await echo(t);
  const proxy = await proxyTo(t, server, {});
  const before = await socket(t);
  await roundTrip(before, proxy, Buffer.from('one'));
  const after = await socket(t);
  before.on('message', () => assert.fail('the old client was answered'));
  assert.deepEqual(await roundTrip(after, proxy, Buffer.from('two')), Buffer.from('two'));
  assert.equal(proxy.stats().client?.port, after.address().port);
});

test('what does not come from the peer, or before any client, is dropped and counted', async (t) => {
  const server = await socket(t);
  const proxy = await proxyTo(t, server, {});
  const client = await socket(t);
  client.on('message', () => assert.fail('a stranger got through'));
  const [heard] = await Promise.all([once(server, 'message'), send(client, proxy.address)]);
  const far: { port: number } = heard[1];
  const stranger = await socket(t);
  await send(stranger, { host: '127.0.0.1', port: far.port });
  await until(() => proxy.stats().stray === 1);
});

test('a proxy may be there before its peer is', async (t) => {
  const place = await socket(t);
  const { port } = place.address();
  place.close();
  await once(place, 'close');
  const proxy = await proxyTo(t, { host: '127.0.0.1', port }, {});
  const client = await socket(t);
  for (let sent = 1; sent <= 3; sent++) {
    await send(client, proxy.address);
    await until(() => proxy.stats().up.forwarded === sent);
  }
  await echo(t, port);
  assert.deepEqual(await roundTrip(client, proxy, Buffer.from('hello')), Buffer.from('hello'));
});

test('a cut drops both directions until it is over or ended', async (t) => {
  const server = await echo(t);
  let nowUs = 1e6;
  const proxy = await proxyTo(t, server, { nowUs: () => nowUs });
  const client = await socket(t);
  proxy.cut(2);
  nowUs += 1_999_999;
  await send(client, proxy.address);
  await until(() => proxy.stats().up.cut === 1);
  nowUs += 1;
  assert.ok(await roundTrip(client, proxy, Buffer.from('healed')));
  proxy.cut(1000);
  proxy.cut(0);
  assert.ok(await roundTrip(client, proxy, Buffer.from('ended')));
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

test('settings change while it runs, field by field, and both directions or neither', async (t) => {
  const server = await echo(t);
  const proxy = await proxyTo(t, server, { up: { delayMs: 1 } });
  const client = await socket(t);
  proxy.set({ up: { lossPct: 100 } });
  await send(client, proxy.address);
  await until(() => proxy.stats().up.lost === 1);
  assert.throws(
    () => proxy.set({ up: { lossPct: 0 }, down: { delayMs: -5 } }),
    refused('bad-settings', /down\.delayMs/),
  );
  assert.equal(proxy.settings.up.lossPct, 100);
  proxy.set({ up: { lossPct: 0 } });
  assert.equal(proxy.settings.up.delayMs, 1);
  assert.ok(await roundTrip(client, proxy, Buffer.from('again')));
});

test('closing leaves nothing behind and may be repeated', async (t) => {
  const server = await echo(t);
  const proxy = await proxyTo(t, server, { up: { delayMs: 10_000 } });
  const client = await socket(t);
  await send(client, proxy.address);
  await until(() => proxy.stats().inFlight === 1);
  await Promise.all([proxy.close(), proxy.close()]);
  assert.equal(proxy.stats().inFlight, 0);
  await proxyTo(t, server, { listen: proxy.address });
});

test('a proxy that cannot be opened says why in one line', async (t) => {
  const server = await echo(t);
  const port = server.address().port;
  const to = { host: '127.0.0.1', port };
  const cases: [Partial<ProxyOptions>, NetlabErrorCode, RegExp][] = [
    [{ listen: to }, 'address-in-use', new RegExp(`127\\.0\\.0\\.1:${port} .*in use.*another port`)],
    [{ listen: { host: '192.0.2.1', port: 0 } }, 'address-unavailable', /192\.0\.2\.1:0 .*cannot be used/],
    [
      { listen: { host: 'no.such.host.invalid', port: 0 } },
      'unresolvable',
      /listen: .*"no\.such\.host\.invalid"/,
    ],
    [{ to: { host: 'no.such.host.invalid', port: 1 } }, 'unresolvable', /to: .*"no\.such\.host\.invalid"/],
    [
      { to: { host: '127.0.0.1', port: 0 } },
      'bad-settings',
      /to\.port must be an integer from 1 to 65535, not 0/,
    ],
    [{ listen: { host: '127.0.0.1', port: 65_536 } }, 'bad-settings', /listen\.port .* not 65536/],
    [{ up: { lossPct: 101 } }, 'bad-settings', /up\.lossPct/],
    [{ spinUs: -1 }, 'bad-settings', /spinUs/],
  ];
  for (const [options, code, message] of cases) {
    await assert.rejects(proxyTo(t, server, options), refused(code, message), JSON.stringify(options));
  }
});

test('IPv6 works as IPv4 does', async (t) => {
  const server = createSocket('udp6');
  t.after(() => server.close());
  const failure = await new Promise<Error | undefined>((resolve) => {
    server.once('error', resolve);
    server.bind(0, '::1', () => resolve(undefined));
  });
  if (failure !== undefined) {
    t.skip(`this machine has no IPv6 loopback: ${failure.message}`);
    return;
  }
  server.on('message', (datagram, from) => server.send(datagram, from.port, from.address));
  const { port } = server.address();
  const proxy = await proxyTo(
    t,
    { host: '0:0:0:0:0:0:0:1', port },
    { listen: { host: '127.0.0.1', port: 0 } },
  );
  const client = await socket(t);
  assert.deepEqual(await roundTrip(client, proxy, Buffer.from('six')), Buffer.from('six'));
});

/** Whether the next datagram that is sent arrives. */
function arrives(path: RecordedPath): boolean {
  const before = path.arrivals.length;
  path.send(0, 4);
  return path.finish().arrivals.length > before;
}

async function socket(t: TestContext, port = 0): Promise<Socket> {
  const opened = createSocket('udp4');
  opened.bind(port, '127.0.0.1');
  await once(opened, 'listening');
  t.after(() => {
    try {
      opened.close();
    } catch {
      // Some tests close theirs.
    }
  });
  return opened;
}

async function echo(t: TestContext, port = 0): Promise<Socket> {
  const opened = await socket(t, port);
  opened.on('message', (datagram, from) => opened.send(datagram, from.port, from.address));
  return opened;
}

async function proxyTo(
  t: TestContext,
  to: Socket | HostPort,
  options: Partial<ProxyOptions>,
): Promise<Proxy> {
  const place = 'host' in to ? to : { host: '127.0.0.1', port: to.address().port };
  const proxy = await openProxy({ listen: { host: '127.0.0.1', port: 0 }, to: place, seed: 1, ...options });
  t.after(() => proxy.close());
  return proxy;
}

async function roundTrip(client: Socket, proxy: Proxy, datagram: Buffer): Promise<Buffer> {
  const answer = once(client, 'message');
  client.send(datagram, proxy.address.port, proxy.address.host);
  const [received]: Buffer[] = await answer;
  return received!;
}

function send(from: Socket, to: HostPort): Promise<void> {
  return new Promise((resolve) => {
    from.send('datagram', to.port, to.host, () => resolve());
  });
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn();
}

function refused(code: NetlabErrorCode, message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof NetlabError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  };
}
