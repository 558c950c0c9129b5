import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { nowUs } from '@ajar/actor';
import { type Capture, findStamp, openCapture } from '@ajar/media';
import { readStats, scratch } from './stage/ajar.ts';
import { openDoor } from './stage/door.ts';
import { grabbed } from './stage/screenshot.ts';
import { until } from './stage/until.ts';
import { whyNoX, XServer } from './stage/x-server.ts';

const size = { width: 960, height: 540 };
const wanted = 20;

test('a clock on one X server is seen in a window on another, at most 150 ms late', async (t) => {
  const missing = whyNoX();
  if (missing !== undefined) return t.skip(missing);
  using place = scratch();
  await using near = await XServer.start(size.width, size.height);
  await using far = await XServer.start(size.width, size.height);
  const sizeText = `${size.width}x${size.height}`;
  const clock = spawn(process.execPath, [programPath('clock.ts'), near.display, sizeText], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(clock.stdout, 'data');
  await using door = await openDoor(
    place,
    ['--video-in', `x11:${near.display}`, '--fps', '30'],
    ['--video-out', `window:${far.display}`],
  );
  const eye = await openCapture(`x11:${far.display}`, { nowUs, fps: 30 });
  const agesMs = await readClocks(eye);
  await screenshot(far.display);
  await eye.close();
  clock.kill('SIGTERM');
  agesMs.sort((left, right) => left - right);
  const median = agesMs[agesMs.length >> 1]!;
  t.diagnostic(
    `age of the clock in the other window: ${median.toFixed(1)} ms median, ${agesMs.at(-1)!.toFixed(1)} ms at most`,
  );
  assert.ok(agesMs[0]! > 0, `a clock of the future: ${agesMs[0]} ms`);
  assert.ok(median <= 150, `the clock was ${agesMs.map((age) => age.toFixed(0)).join(' ')} ms old`);
  assert.equal(door.second.status, undefined);
});

test('a desktop that ends takes its window along but not the door, and the picture is back when it is', async (t) => {
  const missing = whyNoX();
  if (missing !== undefined) return t.skip(missing);
  using place = scratch();
  const stats = place.path('stats.jsonl');
  const desktop = await XServer.start(640, 360);
  await using door = await openDoor(
    place,
    ['--video-in', 'test:room', '--size', '320x180', '--fps', '30'],
    ['--video-out', `window:${desktop.display}`, '--stats', stats],
  );
  await until(() => (readStats(stats).at(-1)?.video.rx.frames ?? 0) > 10);
  await desktop[Symbol.asyncDispose]();
  await door.second.printed(/screen of Second: .*; starting it again/);
  const gone = readStats(stats).length;
  await until(() => readStats(stats).length >= gone + 3);
  assert.equal(readStats(stats).at(-1)!.state, 'open');
  await using again = await XServer.start(640, 360, desktop.display);
  assert.equal(again.display, desktop.display);
  await until(() => (readStats(stats).at(-1)?.video.rx.fps ?? 0) > 10);
  assert.equal(door.first.status, undefined);
  assert.equal(door.second.status, undefined);
});

/** Looks at the screen until it has read a moving clock so many times; how old it was each time, in milliseconds. */
async function readClocks(eye: Capture): Promise<number[]> {
  const agesMs: number[] = [];
  let last = 0;
  while (agesMs.length < wanted) {
    const { rgb, width, height, capturedUs } = await grabbed(eye);
    const value = findStamp(rgb, width, height)?.value;
    if (value === undefined || value === last) continue;
    last = value;
    agesMs.push((capturedUs - value) / 1000);
  }
  return agesMs;
}

function programPath(name: string): string {
  return fileURLToPath(new URL(`./programs/${name}`, import.meta.url));
}

async function screenshot(display: string): Promise<void> {
  const folder = fileURLToPath(new URL('../../.artifacts/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const shot = spawn('import', ['-silent', '-display', display, '-window', 'root', `${folder}window.png`], {
    stdio: 'ignore',
  });
  await once(shot, 'close');
}
