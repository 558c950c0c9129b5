import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { RuntimeDirectory } from '../runtime-directory.ts';
import { type Channel, ChannelClient, ChannelServer } from './local.ts';

test('messages go both ways', async () => {
  using place = openPlace();
  const answered = Promise.withResolvers<string>();
  const server = await ChannelServer.listen(place.path, {
    onMessage: (message, channel) => channel.send(Buffer.from('you said '), message),
  });
  const client = new ChannelClient(place.path, {
    onOpen: (channel) => channel.send(Buffer.from('hello')),
    onMessage: (message) => answered.resolve(Buffer.from(message).toString()),
  });
  assert.equal(await answered.promise, 'you said hello');
  client.close();
  server.close();
});

test('a client finds a server that starts later, and again after it was gone', async () => {
  using place = openPlace();
  const opened: (() => void)[] = [];
  const nextOpen = (): Promise<void> => new Promise((resolve) => opened.push(resolve));
  const gone = Promise.withResolvers<void>();
  const first = nextOpen();
  const client = new ChannelClient(place.path, {
    onOpen: () => opened.shift()?.(),
    onMessage: () => {},
    onClose: () => gone.resolve(),
  });
  assert.equal(client.send(Buffer.from('nobody hears this')), 'gone');
  const server = await ChannelServer.listen(place.path, { onMessage: () => {} });
  await first;
  const second = nextOpen();
  server.close();
  await gone.promise;
  const again = await ChannelServer.listen(place.path, { onMessage: () => {} });
  await second;
  client.close();
  again.close();
});

test('a socket that a killed process left behind is taken over', async () => {
  using place = openPlace();
  writeFileSync(place.path, '');
  const server = await ChannelServer.listen(place.path, { onMessage: () => {} });
  const opened = Promise.withResolvers<void>();
  const client = new ChannelClient(place.path, { onOpen: () => opened.resolve(), onMessage: () => {} });
  await opened.promise;
  client.close();
  server.close();
});

test('a receiver that does not read makes send say full, not the memory grow', async () => {
  using place = openPlace();
  const connected = Promise.withResolvers<Channel>();
  const accepted: Socket[] = [];
  const deaf = createServer((socket) => {
    socket.pause();
    accepted.push(socket);
  }).listen(place.path);
  const client = new ChannelClient(place.path, {
    onOpen: (channel) => connected.resolve(channel),
    onMessage: () => {},
  });
  const channel = await connected.promise;
  const message = Buffer.alloc(100_000);
  let sent = 0;
  while (channel.send(message) === 'ok') sent++;
  assert.equal(channel.send(message), 'full');
  assert.ok(sent < 100, `${sent} messages of 100 KB were queued`);
  client.close();
  deaf.close();
  for (const socket of accepted) socket.destroy();
});

function openPlace(): { path: string } & Disposable {
  const directory = new RuntimeDirectory();
  return { path: directory.socket('test'), [Symbol.dispose]: () => directory.close() };
}
