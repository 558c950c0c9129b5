import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { AV_CODEC_ID_MJPEG, AV_PIX_FMT_YUVJ420P } from 'node-av/constants';
import { Codec, CodecContext, FormatContext, Frame, Packet, Rational } from 'node-av/lib';
import type { MediaError } from '../error.ts';
import type { Capture, CaptureOptions } from './capture.ts';
import { openCapture } from './open-capture.ts';

const FPS = 50;
const SIZE = { width: 96, height: 64 };

for (const name of ['room.mkv', 'room.avi', 'room.mjpeg']) {
  test(`${name} is played at its own rate and begins again after its end`, async (t) => {
    await inFolder(async (folder) => {
      const path = join(folder, name);
      writeVideo(path, 6);
      const capture = await open(t, path);
      assert.deepEqual(capture.size, SIZE);
      const startUs = nowUs();
      const seen: number[] = [];
      const times: number[] = [];
      for (let index = 0; index < 15; index++) {
        const { frame, capturedUs } = (await capture.next())!;
        seen.push(numberOf(frame));
        times.push(capturedUs);
      }
      const expected = seen.map((_, index) => index % 6);
      // A slow machine may have had to skip; what is seen is then still in order.
      if (capture.skipped === 0) assert.deepEqual(seen, expected);
      assert.ok(new Set(seen).size >= 3);
      if (name !== 'room.mjpeg') {
        const spanUs = times.at(-1)! - startUs;
        assert.ok(spanUs >= ((14 + capture.skipped) * 1e6) / FPS - 2000, `${spanUs} µs`);
      }
      await capture.close();
      assert.equal(await capture.next(), null);
    });
  });
}

test('a caller that is late misses pictures instead of getting old ones', async (t) => {
  await inFolder(async (folder) => {
    const path = join(folder, 'room.mkv');
    writeVideo(path, 6);
    let us = 0;
    const capture = await open(t, path, { nowUs: () => us });
    assert.equal(numberOf((await capture.next())!.frame), 0);
    us = 63_000;
    assert.equal(numberOf((await capture.next())!.frame), 3);
    assert.equal(capture.skipped, 2);
    // After a long sleep of the machine it goes on from where it was.
    us = 60e6;
    assert.equal(numberOf((await capture.next())!.frame), 4);
    await capture.close();
  });
});

test('a file is scaled to the wanted size without changing its proportions', async (t) => {
  await inFolder(async (folder) => {
    const path = join(folder, 'room.mkv');
    writeVideo(path, 2);
    const capture = await open(t, path, { nowUs, size: { width: 320, height: 128 } });
    assert.deepEqual(capture.size, { width: 192, height: 128 });
    const { frame } = (await capture.next())!;
    assert.deepEqual([frame.width, frame.height], [192, 128]);
    await capture.close();
  });
});

test('closing ends a pending next()', async (t) => {
  await inFolder(async (folder) => {
    const path = join(folder, 'room.mkv');
    writeVideo(path, 2);
    const capture = await open(t, path, { nowUs: () => 0 });
    await capture.next();
    const pending = capture.next();
    await capture.close();
    assert.equal(await pending, null);
  });
});

test('what is no video is refused', async () => {
  await inFolder(async (folder) => {
    for (const [name, bytes] of [
      ['noise.mp4', Buffer.alloc(5000, 'ajar')],
      ['empty.mkv', Buffer.alloc(0)],
      ['text.txt', Buffer.from('a room is not a file')],
    ] as const) {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      await assert.rejects(openCapture(`file:${path}`, { nowUs }), (error: MediaError) => {
        assert.equal(error.code, 'unsupported');
        assert.ok(error.message.startsWith(path));
        return true;
      });
    }
  });
});

test('a file that loses its pictures half way is played on, one that has none at all ends with an error', async (t) => {
  await inFolder(async (folder) => {
    const path = join(folder, 'room.mjpeg');
    writeVideo(path, 6);
    const capture = await open(t, path);
    await capture.next();
    await capture.close();
    const holes = join(folder, 'holes.mkv');
    writeVideo(holes, 6, (index) => index >= 3);
    const damaged = await open(t, holes);
    for (let index = 0; index < 8; index++) assert.ok(await damaged.next());
    assert.ok(damaged.drops.broken >= 3);
    await damaged.close();
    const hopeless = join(folder, 'hopeless.mkv');
    writeVideo(hopeless, 6, () => true);
    const broken = await open(t, hopeless);
    await assert.rejects(broken.next(), (error: MediaError) => error.code === 'corrupt');
    await broken.close();
  });
});

async function open(t: TestContext, path: string, options: CaptureOptions = { nowUs }): Promise<Capture> {
  const capture = await openCapture(`file:${path}`, options);
  t.after(() => capture.close());
  return capture;
}

/** Writes pictures whose brightness is their number. `damage` says which are written as garbage. */
function writeVideo(path: string, count: number, damage: (index: number) => boolean = () => false): void {
  const codec = Codec.findEncoder(AV_CODEC_ID_MJPEG)!;
  const encoder = new CodecContext();
  encoder.allocContext3(codec);
  encoder.width = SIZE.width;
  encoder.height = SIZE.height;
  encoder.pixelFormat = AV_PIX_FMT_YUVJ420P;
  encoder.timeBase = new Rational(1, FPS);
  encoder.framerate = new Rational(FPS, 1);
  assert.equal(encoder.open2Sync(codec, null), 0);
  const container = new FormatContext();
  assert.equal(container.allocOutputContext2(null, null, path), 0);
  const stream = container.newStream(null);
  stream.codecpar.fromContext(encoder);
  stream.timeBase = encoder.timeBase;
  stream.avgFrameRate = encoder.framerate;
  assert.equal(container.openOutputSync(), 0);
  assert.ok(container.writeHeaderSync() >= 0);
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  frame.width = SIZE.width;
  frame.height = SIZE.height;
  frame.format = AV_PIX_FMT_YUVJ420P;
  frame.getBuffer(0);
  for (let index = 0; index < count; index++) {
    frame.makeWritable();
    frame.data!.forEach((plane, number) => void plane.fill(number === 0 ? 20 + index * 20 : 128));
    frame.pts = BigInt(index);
    assert.equal(encoder.sendFrameSync(frame), 0);
    assert.equal(encoder.receivePacketSync(packet), 0);
    if (damage(index)) packet.data = Buffer.alloc(300, 0x55);
    packet.pts = BigInt(index);
    packet.dts = packet.pts;
    packet.duration = 1n;
    packet.streamIndex = 0;
    packet.rescaleTs(encoder.timeBase, stream.timeBase);
    assert.equal(container.writeFrameSync(packet), 0);
    packet.unref();
  }
  container.writeTrailerSync();
  container.closeOutputSync();
  container.freeContext();
  frame.free();
  packet.free();
  encoder.freeContext();
}

function numberOf(frame: Frame): number {
  const luma = frame.data![0]![frame.linesize[0]! * 30 + 30]!;
  return Math.round(Math.abs(((luma - 16) * 255) / 219 - 20) / 20);
}

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ajar-file-'));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function nowUs(): number {
  return performance.now() * 1000;
}
