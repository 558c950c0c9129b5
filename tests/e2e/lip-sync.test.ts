import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { nowUs } from '@ajar/actor';
import { FLASH_EVERY_US, FLASH_US, lampBox, openCapture } from '@ajar/media';
import { BEEP_EVERY_US, BEEP_US } from '@ajar/sound';
import { scratch } from './stage/ajar.ts';
import { openDoor } from './stage/door.ts';
import { Pulse } from './stage/pulse.ts';
import { until } from './stage/until.ts';
import { whyNoX, XServer } from './stage/x-server.ts';

const size = { width: 640, height: 360 };
/** 15 are measured where nothing else runs; a busy machine stops any program for some tens. */
const mostMs = 60;
/** So many in a row count, and after so many nothing better is waited for. */
const wanted = 3;
const patience = 20;

test('synthetic rooms flash and beep at the same instants, for as long', () => {
  assert.equal(BEEP_EVERY_US, FLASH_EVERY_US);
  assert.equal(BEEP_US, FLASH_US);
});

test('a flash in one room and a beep of the same instant are seen and heard together in the other', async (t) => {
  const missing = whyNoX() ?? Pulse.whyNot();
  if (missing !== undefined) return t.skip(missing);
  using place = scratch();
  await using pulse = await Pulse.start(place.path('.'), ['far']);
  await using screen = await XServer.start(size.width, size.height);
  const recorder = pulse.pacat(['--record', '--device=far.monitor', '--raw'], ['ignore', 'pipe', 'inherit']);
  const heard = beeps(recorder);
  await once(recorder.stdout!, 'data');
  await using door = await openDoor(
    place,
    [
      ...['--video-in', 'test:room', '--size', `${size.width}x${size.height}`, '--fps', '60'],
      ...['--audio-in', 'test:beep', '--echo', 'on'],
    ],
    ['--video-out', `window:${screen.display}`, '--fullscreen', '--audio-out', 'pulse:far'],
    { second: pulse.env },
  );
  await using seen = await flashes(screen.display);

  const skewsMs = (): number[] =>
    [...seen.atUs].flatMap(([instant, us]) => {
      const soundUs = heard.get(instant);
      return soundUs === undefined ? [] : (soundUs - us) / 1000;
    });
  const last = (): number[] => skewsMs().slice(-wanted);
  const isTogether = (): boolean =>
    last().length === wanted && last().every((skewMs) => Math.abs(skewMs) < mostMs);
  await until(() => isTogether() || skewsMs().length >= patience);
  recorder.kill('SIGTERM');

  const all = skewsMs().map((skewMs) => skewMs.toFixed(0));
  t.diagnostic(`sound later than its picture by ${all.join(', ')} ms`);
  assert.ok(isTogether(), `apart by ${all.join(', ')} ms`);
  assert.equal(door.first.status, undefined);
  assert.equal(door.second.status, undefined);
});

/** Instants of the schedule, by number, and when their beep was there to be heard, µs. Grows while the recorder runs. */
function beeps(recorder: ChildProcess): ReadonlyMap<number, number> {
  const heardUs = new Map<number, number>();
  const frameBytes = 8;
  let rest = Buffer.alloc(0);
  let frames = 0;
  let quietFrames = 0;
  // When frame 0 would have come, had all come as early as the earliest of the last second; the recorder's first ones come in a lump.
  const originsUs: number[] = [];
  recorder.stdout!.on('data', (chunk: Buffer) => {
    const bytes = Buffer.concat([rest, chunk]);
    const whole = Math.floor(bytes.length / frameBytes);
    const second = Math.floor((frames + whole) / 48_000);
    const originUs = nowUs() - ((frames + whole) * 1000) / 48;
    originsUs[second] = Math.min(originsUs[second] ?? originUs, originUs);
    for (let frame = 0; frame < whole; frame++, frames++) {
      const isLoud = Math.abs(bytes.readFloatLE(frame * frameBytes)) > 0.1;
      const us = (originsUs[second - 1] ?? originUs) + (frames * 1000) / 48;
      if (isLoud && quietFrames > 24_000) heardUs.set(Math.floor(us / BEEP_EVERY_US), us);
      quietFrames = isLoud ? 0 : quietFrames + 1;
    }
    rest = bytes.subarray(whole * frameBytes);
  });
  return heardUs;
}

/** The same of the flashes on a screen. */
async function flashes(display: string): Promise<{ atUs: ReadonlyMap<number, number> } & AsyncDisposable> {
  const atUs = new Map<number, number>();
  const { x, width, height } = lampBox(size.width, size.height);
  const [rows, columns] = [16, 16];
  const eye = await openCapture(`x11:${display}+${x + ((width - columns) >> 1)},0`, {
    nowUs,
    fps: 100,
    size: { width: columns, height: rows },
  });
  let wasLit = false;
  const watch = async (): Promise<void> => {
    for (let shot = await eye.next(); shot !== null; shot = await eye.next()) {
      const { data, linesize } = shot.frame;
      let sum = 0;
      for (let row = 0; row < height >> 1; row++)
        for (let column = 4; column < 12; column++) sum += data![0]![row * linesize[0]! + column]!;
      const isLit = sum / (8 * (height >> 1)) > 165;
      if (isLit && !wasLit) atUs.set(Math.floor(shot.capturedUs / FLASH_EVERY_US), shot.capturedUs);
      wasLit = isLit;
    }
  };
  const watching = watch();
  return {
    atUs,
    async [Symbol.asyncDispose]() {
      await eye.close();
      await watching;
    },
  };
}
