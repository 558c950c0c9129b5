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
async function startServer(t: TestContext): Promise<string | undefined> {
  if (spawnSync('which', ['Xvfb', CLOCK]).status !== 0) {
    t.skip('needs Xvfb and xclock (packages xvfb and x11-apps)');
    return undefined;
  }
  const screen = `${SCREEN.width}x${SCREEN.height}x24`;
  const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', screen, '-nolisten', 'tcp', '-noreset'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.after(() => stop(server));
  const [number] = (await once(server.stdout, 'data')) as [Buffer];
  const display = `:${number.toString().trim()}`;
  servers.set(display, server);
  return display;
}

function startClock(t: TestContext, display: string): void {
  const clock = spawn(
    CLOCK,
    ['-display', display, '-update', '1', '-bg', 'white', '-geometry', '100x100+0+0'],
    {
      stdio: 'ignore',
    },
  );
  t.after(() => stop(clock));
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function levelAt(frame: Frame, x: number, y: number): number {
  return frame.data![0]![y * frame.linesize[0]! + x]!;
}

function nowUs(): number {
  return performance.now() * 1000;
}
