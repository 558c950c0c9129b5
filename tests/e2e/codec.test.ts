import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { decodableCodecs } from '@ajar/media';
import type { Stats } from '@ajar/portal';
import { chromium } from 'playwright-core';
import { linesOf, scratch } from './stage/ajar.ts';
import { openDoor } from './stage/door.ts';
import { until } from './stage/until.ts';

const executablePath = process.env['AJAR_CHROMIUM'] ?? '/usr/bin/chromium';
const browserFlags = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
];
const room = [
  ...['--video-in', 'test:room', '--size', '320x180', '--fps', '15'],
  ...['--codec', 'hevc', '--encoder', 'software'],
];

test('the codec that was asked for is sent to a portal that decodes it', async (t) => {
  if (!decodableCodecs().includes('hevc')) return t.skip('this FFmpeg decodes no HEVC');
  using place = scratch();
  const [sent, shown] = [place.path('sent.jsonl'), place.path('shown.jsonl')];
  await using door = await openDoor(
    place,
    [...room, '--stats', sent],
    ['--video-out', `file:${place.path('shown.y4m')}`, '--stats', shown],
  );
  await until(() => last(sent)?.video.tx.encoder === 'libx265');
  const before = last(shown)?.video.rx.frames ?? 0;
  await until(() => (last(shown)?.video.rx.frames ?? 0) > before + 30);
  assert.equal(last(shown)!.video.rx.size, '320x180');
  assert.equal(door.first.status, undefined);
  assert.doesNotMatch(door.first.stderr, /instead of/, 'no warning of what was asked for');
});

test('a page that cannot decode it gets H.264', async (t) => {
  if (!existsSync(executablePath)) return t.skip(`no Chromium at ${executablePath}`);
  using place = scratch();
  const [sent, shown] = [place.path('sent.jsonl'), place.path('shown.jsonl')];
  await using door = await openDoor(
    place,
    [...room, '--stats', sent],
    ['--video-out', 'browser:', '--control', '127.0.0.1:0', '--stats', shown],
  );
  const [, url] = await door.second.printed(/(http:\/\/\S+)/);
  const browser = await chromium.launch({ executablePath, args: browserFlags });
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.goto(url!);
  const decodesHevc = await page.evaluate(
    async () => (await VideoDecoder.isConfigSupported({ codec: 'hvc1.1.6.L93.B0' })).supported === true,
  );
  if (decodesHevc) return t.skip('this Chromium decodes HEVC');
  // Frames count here when the page says that it has presented them.
  await until(() => (last(shown)?.video.rx.frames ?? 0) > 45);
  assert.equal(last(sent)!.video.tx.encoder, 'libx264');
  assert.doesNotMatch(door.first.stderr, /starting it again/);
});

function last(file: string): Stats | undefined {
  return linesOf(file).at(-1);
}
