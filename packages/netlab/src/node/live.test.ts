import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { NetlabError, type NetlabErrorCode } from '../error.ts';
import { echo, proxyTo, roundTrip, send, socket, until } from '../fixture/programs.ts';
import type { ProxyOptions } from './proxy.ts';

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

function refused(code: NetlabErrorCode, message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof NetlabError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  };
}
