import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { test } from 'node:test';
import type { Stats } from '@ajar/portal';
import { Ajar, linesOf, readStats, scratch } from './stage/ajar.ts';
import { keyOf, openDoor } from './stage/door.ts';
import { descendants, isRunning } from './stage/processes.ts';
import { until } from './stage/until.ts';

const room = ['--video-in', 'test:room', '--audio-in', 'test:speech', '--size', '320x180', '--fps', '30'];

test('any process of a portal but its first that crashes or hangs is healed, and pictures and sound flow again both ways', async (t) => {
  using place = scratch();
  const files = { first: place.path('first.jsonl'), second: place.path('second.jsonl') };
  await using door = await openDoor(
    place,
    [...room, '--stats', files.first],
    [...room, '--stats', files.second],
  );
  await flowing(files.first, files.second);
  for (const [part, signal] of [
    ['camera', 'SIGSEGV'],
    ['screen', 'SIGSEGV'],
    ['sound', 'SIGSEGV'],
    ['link', 'SIGSEGV'],
    ['camera', 'SIGSTOP'],
    ['link', 'SIGSTOP'],
  ] as const) {
    await t.test(`${part}, ${signal}`, async () => {
      const victim = find(door.first, part);
      process.kill(victim, signal);
      const what =
        signal === 'SIGSTOP' ? 'it was stuck for \\d+ ms and was killed' : `its process ended by ${signal}`;
      await door.first.printed(new RegExp(`${part} of First: ${what}; starting it again`));
      assert.equal(isRunning(victim), false);
      await flowing(files.first, files.second);
      assert.notEqual(find(door.first, part), victim);
      assert.equal(door.second.status, undefined);
    });
  }
});

test('garbage, truncated and foreign datagrams harm nothing and are counted', async () => {
  using place = scratch();
  const stats = place.path('stats.jsonl');
  await using door = await openDoor(place, ['--stats', stats], []);
  const port = Number(/on UDP 127\.0\.0\.1:(\d+)/.exec(door.first.stderr)![1]);
  const socket = createSocket('udp4');
  const send = (bytes: Uint8Array): Promise<void> =>
    new Promise((resolve) => socket.send(bytes, port, '127.0.0.1', () => resolve()));
  for (let index = 0; index < 300; index++) {
    const datagram = randomBytes(index % 1300);
    // Every kind of first byte: those of this version and those of others.
    if (datagram.length > 0) datagram[0] = index & 0xff;
    await send(datagram);
  }
  socket.close();
  await until(() => {
    const dropped = readStats(stats).at(-1)?.link?.dropped;
    return dropped !== undefined && Object.values(dropped).reduce((sum, count) => sum + count, 0) >= 250;
  });
  const last = readStats(stats).at(-1)!;
  assert.equal(last.state, 'open');
  assert.ok(last.link!.dropped.version > 0, JSON.stringify(last.link!.dropped));
  assert.doesNotMatch(door.first.stderr, /ended/);
});

test('the other portal may go and come back', async () => {
  using place = scratch();
  const flags = ['--video-in', 'none:'];
  const door = await openDoor(place, flags, flags);
  await using first = door.first;
  door.second.signal('SIGKILL');
  await door.second.ended();
  await first.printed(/Second is not heard from; reconnecting/);
  const [, address] = /on UDP (\S+)/.exec(first.stderr)!;
  await using second = new Ajar([
    ...['portal', '--name', 'Second', '--control', 'off', '--state', place.path('second-state')],
    ...['--connect', address!, '--peer', await keyOf(place.path('first-state'))],
    ...['--video-in', 'none:', '--video-out', 'none:', '--audio-in', 'none:', '--audio-out', 'none:'],
  ]);
  await second.printed(/the door to First is open/);
  await first.printed(/open[\s\S]*reconnecting[\s\S]*the door to Second is open/);
});

function find(portal: Ajar, part: string): number {
  const found = descendants(portal.pid).find(({ title }) => title.startsWith(`ajar ${part} of`));
  assert.ok(found, `no process of the ${part}`);
  return found.pid;
}

/** Resolves when in both rooms pictures were shown and sound was heard in a second that began after the call. */
async function flowing(...files: string[]): Promise<void> {
  const before = files.map((file) => linesOf(file).length);
  await until(() =>
    files.every(
      (file, index) => linesOf(file).length > before[index]! + 1 && isFlowing(linesOf(file).at(-1)!),
    ),
  );
}

function isFlowing({ state, video, audio }: Stats): boolean {
  return state === 'open' && (video.rx.fps ?? 0) > 20 && audio.rx.latencyMs !== null;
}
