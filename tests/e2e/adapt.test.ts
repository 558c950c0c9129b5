import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { type NetworkSettings, openProxy, unimpaired } from '@ajar/netlab';
import type { Stats } from '@ajar/portal';
import { ajar, linesOf, scratch } from './stage/ajar.ts';
import { freePort, openDoor } from './stage/door.ts';
import { until } from './stage/until.ts';
import { whyNoX, XServer } from './stage/x-server.ts';

test('on a path that gets narrow pictures get smaller and sound takes less, and both are as they were when it is wide again', async (t) => {
  using place = scratch();
  const [sent, shown] = [place.path('sent.jsonl'), place.path('shown.jsonl')];
  const port = await freePort();
  const proxy = await openProxy({
    listen: { host: '127.0.0.1', port: 0 },
    to: { host: '127.0.0.1', port },
    seed: 1,
  });
  t.after(() => proxy.close());
  await using door = await openDoor(
    place,
    [
      '--listen',
      `127.0.0.1:${port}`,
      '--video-in',
      'test:room',
      '--audio-in',
      'test:speech',
      '--size',
      '1280x720',
      '--fps',
      '30',
      '--stats',
      sent,
    ],
    ['--connect', `127.0.0.1:${proxy.address.port}`, '--audio-out', 'none:', '--stats', shown],
  );
  await until(() => (last(shown)?.video.rx.fps ?? 0) > 20);
  await until(() => (last(sent)?.audio.tx.bitrate ?? 0) > 250_000);
  assert.equal(last(sent)!.video.tx.limit, null);

  const narrow: NetworkSettings = { ...unimpaired, bandwidthBps: 400_000, queueMs: 200 };
  proxy.set({ up: narrow, down: narrow });
  await until(() => last(sent)!.video.tx.limit === 'path');
  const { tx } = last(sent)!.video;
  assert.equal(tx.sourceSize, '1280x720');
  await until(() => {
    const { rx } = last(shown)!.video;
    return rx.size === last(sent)!.video.tx.size && rx.size !== '1280x720' && (rx.fps ?? 0) > 5;
  });

  await until(() => (last(sent)!.audio.tx.bitrate ?? Infinity) < 50_000);
  // Once the queue that was there is gone, 3 s of it are heard.
  let from = Date.now();
  let concealedMs = last(shown)!.audio.rx.concealedMs!;
  await until(() => {
    const nowMs = last(shown)!.audio.rx.concealedMs!;
    if (nowMs - concealedMs >= 300) [from, concealedMs] = [Date.now(), nowMs];
    return Date.now() - from > 3000;
  });
  t.diagnostic(`of 3 s ${last(shown)!.audio.rx.concealedMs! - concealedMs} ms of sound were made up`);

  proxy.set({ up: unimpaired, down: unimpaired });
  await until(() => (last(sent)!.audio.tx.bitrate ?? 0) > 250_000);
  await until(() => last(sent)!.video.tx.limit === null && last(shown)!.video.rx.size === '1280x720');
  await until(() => (last(shown)!.video.rx.fps ?? 0) > 20);
  assert.equal(door.first.status, undefined);
  assert.doesNotMatch(door.first.stderr + door.second.stderr, /its process ended|not heard from/);
});

test('a camera that goes away is a note on black, and comes back by itself', async (t) => {
  const reason = whyNoX();
  if (reason !== undefined) return t.skip(reason);
  using place = scratch();
  const shown = place.path('shown.jsonl');
  const camera = await XServer.start(640, 360);
  await using door = await openDoor(
    place,
    ['--video-in', `x11:${camera.display}`, '--fps', '30'],
    ['--stats', shown],
  );
  await until(() => (last(shown)?.video.rx.fps ?? 0) > 20);

  await camera[Symbol.asyncDispose]();
  await door.first.printed(/x11:\S+ .*(gone|answers)/);
  await until(() => {
    const fps = last(shown)!.video.rx.fps ?? 0;
    return fps > 0 && fps < 10;
  });
  assert.equal(last(shown)!.state, 'open');

  const again = spawn(
    'Xvfb',
    [camera.display, '-screen', '0', '640x360x24', '-nolisten', 'tcp', '-noreset'],
    {
      stdio: 'ignore',
    },
  );
  t.after(async () => {
    again.kill('SIGTERM');
    if (again.exitCode === null) await once(again, 'exit');
  });
  await until(() => (last(shown)!.video.rx.fps ?? 0) > 20);
  assert.equal(last(shown)!.video.rx.size, '640x360');
  assert.doesNotMatch(door.first.stderr, /starting it again/);
});

test('a monitor, encoder or preference that makes no sense is told in one line', async () => {
  using place = scratch();
  for (const [flags, message] of [
    [['--prefer', 'speed'], /--prefer: "speed" is not known; these are: sharpness motion/],
    [['--codec', 'vp8'], /--codec: "vp8" is not known/],
    [['--encoder', 'a b'], /--encoder: "a b" is not an encoder/],
    [['--config', place.path('nothing.toml')], /--config .*no such file/],
  ] as const) {
    const { status, stderr } = await ajar('demo', ...flags);
    assert.equal(status, 2, stderr);
    assert.match(stderr, message);
    assert.equal(stderr.trim().split('\n').length, 1);
  }
});

function last(file: string): Stats | undefined {
  return linesOf(file).at(-1);
}
