import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { readFrame } from '../testing/page.ts';

test('a page that one process accepted is served by another', async (t) => {
  const child = fork(fileURLToPath(new URL('../testing/screen-process.ts', import.meta.url)));
  t.after(() => child.kill());
  await once(child, 'message');
  const server = createServer();
  server.on('upgrade', ({ method, url, headers }, socket, head) => {
    socket.pause();
    child.send({ request: { method, url, headers }, head: head.toString('base64') }, socket as Socket);
  });
  server.listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');

  const page = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/view`);
  const messages: { data: Buffer; isBinary: boolean }[] = [];
  page.on('message', (data, isBinary) => messages.push({ data: data as Buffer, isBinary }));
  await once(page, 'open');
  page.send('{"type":"ping","t0":5}');
  while (messages.length < 4) await once(page, 'message');

  const texts = messages
    .filter(({ isBinary }) => !isBinary)
    .map(({ data }) => JSON.parse(data.toString()) as { type: string });
  assert.deepEqual(texts.map(({ type }) => type).toSorted(), ['config', 'pong']);
  const frames = messages.filter(({ isBinary }) => isBinary).map(({ data }) => readFrame(data));
  assert.deepEqual(frames.map(({ number, keyframe }) => [number, keyframe]).slice(0, 2), [
    [1, true],
    [2, false],
  ]);
  page.terminate();
});
