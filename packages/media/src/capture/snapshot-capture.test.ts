import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Frame } from 'node-av/lib';
import type { MediaError } from '../error.ts';
import { encodeImage } from '../testing/image.ts';
import type { CaptureWarning } from './capture.ts';
import { openCapture } from './open-capture.ts';
import { openSnapshotCapture, type SnapshotTiming } from './snapshot-capture.ts';

const FAST: SnapshotTiming = { timeoutMs: 20_000, intervalMs: 1, backoffMs: [1, 4] };

test('each kind of image that a command writes becomes a picture, as JPEG, PNG and PPM', async () => {
  await inFolder(async (folder) => {
    const images = { jpeg: encodeImage('mjpeg', 90), png: encodeImage('png', 90), ppm: ppm(90) };
    for (const [name, bytes] of Object.entries(images)) {
      const path = join(folder, `image.${name}`);
      writeFileSync(path, bytes);
      const capture = await openCapture(`snapshot:${print(path)}`, { nowUs });
      assert.deepEqual(capture.size, { width: 64, height: 48 });
      const { frame } = (await capture.next())!;
      const luma = frame.data![0]![frame.linesize[0]! * 20 + 20]!;
      assert.ok(Math.abs(luma - (16 + (90 * 219) / 255)) <= 2, `${name}: ${luma}`);
      await capture.close();
    }
  });
});

test('the picture changes when the command writes another, and is repeated in between with the time of then', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'image.ppm');
    writeFileSync(path, ppm(40));
    const capture = await openSnapshotCapture(print(path), { nowUs, fps: 60 }, FAST);
    const first = (await capture.next())!;
    assert.equal(brightness(first.frame), 50);
    const firstUs = first.capturedUs;
    writeFileSync(path, ppm(200));
    let last = first;
    while (brightness(last.frame) === 50) last = (await capture.next())!;
    assert.equal(brightness(last.frame), 188);
    assert.ok(last.capturedUs > firstUs);
    await capture.close();
  });
});

test('a command that fails or writes garbage is reported, tried again, and the picture stays', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'image.ppm');
    writeFileSync(path, ppm(40));
    const warnings: CaptureWarning[] = [];
    const onWarning = (warning: CaptureWarning): void => void warnings.push(warning);
    const capture = await openSnapshotCapture(print(path), { nowUs, fps: 60, onWarning }, FAST);
    writeFileSync(path, 'P6 but no more');
    while (warnings.length < 2) assert.equal(brightness((await capture.next())!.frame), 50);
    assert.match(warnings[0]!.message, /wrote 14 bytes that are no intact JPEG, PNG or PPM/);
    rmSync(path);
    while (!/ended with status 1/.test(warnings.at(-1)!.message)) await capture.next();
    writeFileSync(path, ppm(200));
    let { frame } = (await capture.next())!;
    while (brightness(frame) === 50) ({ frame } = (await capture.next())!);
    await capture.close();
  });
});

test('a command that gives no image from the start is an error that says why', async () => {
  const cases = [
    ['exit 4', 'unsupported', /"exit 4" ended with status 4/],
    ['echo hello', 'corrupt', /no intact JPEG/],
    ['head -c 100000000 /dev/zero', 'unsupported', /wrote more than 64 MiB/],
    ['head -c 1000000 /dev/urandom', 'corrupt', /wrote 1000000 bytes that are no intact/],
    ['no-such-camera-tool-here', 'not-found', /status 127/],
  ] as const;
  for (const [command, code, message] of cases) {
    await assert.rejects(openCapture(`snapshot:${command}`, { nowUs }), (error: MediaError) => {
      assert.equal(error.code, code);
      assert.match(error.message, message);
      return true;
    });
  }
});

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ajar-snapshot-'));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A command that writes a file to its standard output and fails where there is none. */
function print(path: string): string {
  return `cat ${JSON.stringify(path)}`;
}

function brightness(frame: Frame): number {
  return frame.data![0]![frame.linesize[0]! * 20 + 20]!;
}

function ppm(grey: number): Buffer {
  return Buffer.concat([Buffer.from('P6 64 48 255\n'), Buffer.alloc(64 * 48 * 3, grey)]);
}

function nowUs(): number {
  return performance.now() * 1000;
}
