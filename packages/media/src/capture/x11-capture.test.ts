import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import type { Frame } from 'node-av/lib';
import type { MediaError } from '../error.ts';
import { openCapture } from './open-capture.ts';

/** Any program would do that draws a window at once and again every second. */
const CLOCK = 'xclock';
const SCREEN = { width: 400, height: 300 };

test('the whole screen is captured, and what is drawn on it appears', async (t) => {
  const display = await startServer(t);
  if (display === undefined) return;
  const capture = await openCapture(`x11:${display}`, { nowUs, fps: 50 });
  assert.deepEqual(capture.size, SCREEN);
  const startUs = nowUs();
  const first = (await capture.next())!;
  assert.ok(first.capturedUs >= startUs && first.capturedUs <= nowUs());
  // An empty screen is black but for the pointer in its middle.
  assert.equal(levelAt(first.frame, 20, 20), 16);
  startClock(t, display);
  let { frame } = first;
  while (levelAt(frame, 20, 20) < 200) ({ frame } = (await capture.next())!);
  let before = first.capturedUs;
  for (let index = 0; index < 5; index++) {
    const { capturedUs } = (await capture.next())!;
    assert.ok(capturedUs > before);
    before = capturedUs;
  }
  await capture.close();
  assert.equal(await capture.next(), null);
});

test('with a size the screen is scaled, with an offset a part is cut out', async (t) => {
  const display = await startServer(t);
  if (display === undefined) return;
  startClock(t, display);
  const scaled = await openCapture(`x11:${display}`, { nowUs, size: { width: 200, height: 150 } });
  let { frame } = (await scaled.next())!;
  while (levelAt(frame, 10, 10) < 200) ({ frame } = (await scaled.next())!);
  assert.deepEqual(scaled.size, { width: 200, height: 150 });
  // The window of the clock is 100 pixels wide: 50 when scaled.
  assert.equal(levelAt(frame, 60, 10), 16);
  await scaled.close();
  const part = await openCapture(`x11:${display}+90,0`, { nowUs, size: { width: 64, height: 32 } });
  const { frame: cut } = (await part.next())!;
  assert.ok(levelAt(cut, 5, 5) > 200);
  assert.equal(levelAt(cut, 15, 5), 16);
  await part.close();
});

test('colours are those of BT.709 in limited range, whether the screen is scaled or not', async (t) => {
  const display = await startServer(t);
  if (display === undefined) return;
  const patches = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 255],
    [180, 140, 60],
    [12, 12, 12],
  ] as const;
  patches.forEach((colour, index) => {
    const hex = colour.map((level) => level.toString(16).padStart(2, '0')).join('');
    startClock(t, display, `#${hex}`, `50x100+${index * 60}+0`);
  });
  for (const scale of [1, 2]) {
    const size = { width: SCREEN.width / scale, height: SCREEN.height / scale };
    const capture = await openCapture(`x11:${display}`, { nowUs, size });
    let missing: number = patches.length;
    while (missing > 0) {
      const { frame } = (await capture.next())!;
      // Until all windows are there, black is between them.
      missing = patches.filter(
        (_, index) => levelAt(frame, (index * 60 + 4) / scale, 4 / scale) === 16,
      ).length;
      if (missing > 0) continue;
      patches.forEach((colour, index) => {
        const wanted = yuvOf(colour);
        const at = { x: (index * 60 + 4) / scale, y: 4 / scale };
        const got = [0, 1, 2].map((plane) => levelAt(frame, at.x, at.y, plane));
        const off = Math.max(...got.map((level, plane) => Math.abs(level - wanted[plane]!)));
        assert.ok(off <= 1.5, `${colour.join()}: ${got.join()}, not ${wanted.join()}`);
      });
    }
    await capture.close();
  }
});

test('a screen of one pixel is refused in one line; an odd one becomes even; 8K is grabbed', async (t) => {
  const one = await startServer(t, { width: 1, height: 1 });
  if (one === undefined) return;
  await assert.rejects(openCapture(`x11:${one}`, { nowUs }), (error: MediaError) => {
    assert.equal(error.code, 'unsupported');
    assert.match(error.message, /^x11::\d+: a picture of 2x2 pixels is too small, 16x16 would do$/);
    return true;
  });
  for (const [width, height] of [
    [333, 251],
    [7680, 4320],
  ] as const) {
    const display = (await startServer(t, { width, height }))!;
    const capture = await openCapture(`x11:${display}`, { nowUs });
    const { frame } = (await capture.next())!;
    assert.deepEqual([frame.width, frame.height], [width & ~1, height & ~1]);
    assert.deepEqual(capture.size, { width: width & ~1, height: height & ~1 });
    assert.equal(levelAt(frame, 20, 20), 16);
    await capture.close();
  }
});

test('no X server, or no such part of its screen, is an error that names those present', async (t) => {
  if (process.platform !== 'linux') {
    t.skip('x11grab is tested on Linux only');
    return;
  }
  await assert.rejects(openCapture('x11::9876', { nowUs }), (error: MediaError) => {
    assert.equal(error.code, 'not-found');
    assert.match(error.message, /^x11::9876: no X server answers there; (present: x11:|no X server runs)/);
    return true;
  });
  const display = await startServer(t);
  if (display === undefined) return;
  const size = { width: 320, height: 200 };
  await assert.rejects(openCapture(`x11:${display}+380,0`, { nowUs, size }), (error: MediaError) => {
    assert.equal(error.code, 'not-found');
    assert.match(error.message, /that has 320x200 pixels at 380,0/);
    return true;
  });
});

test('a server that goes away ends the capture with an error', async (t) => {
  const display = await startServer(t);
  if (display === undefined) return;
  const capture = await openCapture(`x11:${display}`, { nowUs });
  await capture.next();
  await stop(servers.get(display)!);
  await assert.rejects(capture.next(), (error: MediaError) => error.code === 'not-found');
  await capture.close();
});

const servers = new Map<string, ChildProcess>();

/** Starts an X server without a monitor on a free display; undefined (and a skip) where there is none. */
async function startServer(t: TestContext, { width, height } = SCREEN): Promise<string | undefined> {
  if (spawnSync('which', ['Xvfb', CLOCK]).status !== 0) {
    t.skip('needs Xvfb and xclock (packages xvfb and x11-apps)');
    return undefined;
  }
  const screen = `${width}x${height}x24`;
  const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', screen, '-nolisten', 'tcp', '-noreset'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.after(() => stop(server));
  const [number] = (await once(server.stdout, 'data')) as [Buffer];
  const display = `:${number.toString().trim()}`;
  servers.set(display, server);
  return display;
}

function startClock(t: TestContext, display: string, colour = 'white', place = '100x100+0+0'): void {
  const clock = spawn(CLOCK, ['-display', display, '-update', '1', '-bg', colour, '-geometry', place], {
    stdio: 'ignore',
  });
  t.after(() => stop(clock));
}

/** BT.709 in limited range. */
function yuvOf([red, green, blue]: readonly [number, number, number]): readonly number[] {
  const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return [
    16 + (219 * luma) / 255,
    128 + (224 * (blue - luma)) / 1.8556 / 255,
    128 + (224 * (red - luma)) / 1.5748 / 255,
  ];
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** What a plane holds at a place in pixels of luma. */
function levelAt(frame: Frame, x: number, y: number, plane = 0): number {
  const shrink = plane === 0 ? 0 : 1;
  return frame.data![plane]![(y >> shrink) * frame.linesize[plane]! + (x >> shrink)]!;
}

function nowUs(): number {
  return performance.now() * 1000;
}
