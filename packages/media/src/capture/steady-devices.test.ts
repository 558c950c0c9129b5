import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { encodeImage } from '../testing/image.ts';
import { openPipe } from '../testing/pipe.ts';
import type { Capture, CapturedPicture, CaptureWarning } from './capture.ts';
import { openDeviceCapture } from './device-capture.ts';
import { checkOptions } from './options.ts';
import { createSteadyCapture, openSteadyCapture } from './steady-capture.ts';

test('an X server that dies is black with a note within a second, and shown again when it is back', async (t) => {
  if (spawnSync('which', ['Xvfb']).status !== 0) {
    t.skip('needs Xvfb (package xvfb)');
    return;
  }
  const server = await startServer(t, ['-displayfd', '1']);
  const display = `:${server.said}`;
  const warnings: CaptureWarning[] = [];
  const onWarning = (warning: CaptureWarning): void => void warnings.push(warning);
  const capture = await openSteadyCapture(`x11:${display}`, { nowUs, fps: 30, onWarning });
  t.after(() => capture.close());
  const { size } = capture;
  assert.equal((await capture.next())!.note, undefined);
  await stop(server.process);
  const diedUs = nowUs();
  const black = await until(capture, ({ note }) => note !== undefined);
  assert.ok(black.capturedUs - diedUs <= 1e6, `${black.capturedUs - diedUs} µs`);
  assert.match(black.note!, new RegExp(`^no picture: x11:${display} .*; waiting for it$`));
  await startServer(t, [display, '-displayfd', '1']);
  const { frame } = await until(capture, ({ note }) => note === undefined);
  assert.deepEqual({ width: frame.width, height: frame.height }, size);
  const backUs = nowUs();
  await until(capture, () => warnings.length === 2 || nowUs() - backUs > 30e6);
  assert.match(
    warnings.map(({ message }) => message).join('\n'),
    /black until it is back\n.* is back: X server/,
  );
});

test('a camera behind a pipe falls silent in the middle of a read, and is opened again beside it', async (t) => {
  const { path, write } = openPipe(t);
  const picture = encodeImage('mjpeg', 100);
  const filming = setInterval(() => {
    if (isFilming) write(picture);
  }, 30);
  let isFilming = true;
  const request = {
    format: 'mjpeg',
    url: path,
    subject: 'test camera',
    options: { framerate: '30', probesize: '32', analyzeduration: '0' },
  };
  const capture = await createSteadyCapture(
    'test camera',
    (options) => openDeviceCapture([request], options),
    checkOptions({ nowUs }),
  );
  t.after(async () => {
    clearInterval(filming);
    await capture.close();
  });
  for (let count = 0; count < 5; count++) assert.ok(await capture.next());
  isFilming = false;
  const { note } = await until(capture, ({ note }) => note !== undefined);
  assert.match(note!, /test camera has sent no picture for/);
  isFilming = true;
  const { frame } = await until(capture, ({ note }) => note === undefined);
  assert.deepEqual([frame.width, frame.height], [64, 48]);
});

test('a camera that ends as soon as it has begun is tried again and again, and complained of once', async (t) => {
  const request = {
    format: 'lavfi',
    url: 'testsrc2=size=64x48:rate=25:duration=0.04',
    subject: 'test camera',
  };
  const warnings: CaptureWarning[] = [];
  const capture = await createSteadyCapture(
    'test camera',
    (options) => openDeviceCapture([request], options),
    checkOptions({ nowUs, onWarning: (warning) => void warnings.push(warning) }),
  );
  t.after(() => capture.close());
  for (let count = 0; count < 3; count++) {
    await until(capture, ({ note }) => note === undefined);
    await until(capture, ({ note }) => note !== undefined);
  }
  assert.deepEqual(warnings, [
    { code: 'device', message: 'test camera has gone: End of file; black until it is back' },
  ]);
});

test('a snapshot command that fails again and again is black with a note until it works', async (t) => {
  const folder = makeFolder(t);
  const path = join(folder, 'picture.jpg');
  const kept = join(folder, 'kept.jpg');
  writeFileSync(kept, encodeImage('mjpeg', 100));
  copyFileSync(kept, path);
  const capture = await openSteadyCapture(`snapshot:cat ${path}`, { nowUs });
  t.after(() => capture.close());
  assert.equal((await capture.next())!.note, undefined);
  rmSync(path);
  const { note } = await until(capture, ({ note }) => note !== undefined);
  assert.match(note!, /No such file/);
  copyFileSync(kept, path);
  await until(capture, ({ note }) => note === undefined);
});

async function until(
  capture: Capture,
  isIt: (picture: CapturedPicture) => boolean,
): Promise<CapturedPicture> {
  let before = -Infinity;
  for (;;) {
    const picture = (await capture.next())!;
    assert.ok(picture.capturedUs >= before && picture.capturedUs <= nowUs() + 1);
    before = picture.capturedUs;
    if (isIt(picture)) return picture;
  }
}

async function startServer(
  t: TestContext,
  args: readonly string[],
): Promise<{ process: ChildProcess; said: string }> {
  const server = spawn('Xvfb', [...args, '-screen', '0', '320x240x24', '-nolisten', 'tcp', '-noreset'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.after(() => stop(server));
  const [number] = (await once(server.stdout, 'data')) as [Buffer];
  return { process: server, said: number.toString().trim() };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'ajar-steady-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function nowUs(): number {
  return performance.now() * 1000;
}
