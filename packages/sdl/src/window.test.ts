import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadSdl } from './library.ts';
import type { PlanarPicture } from './picture.ts';
import { PATCHES, patchCentre, testCard } from './testing/test-card.ts';
import { type Screenshot, startXServer, whyNoXServer, type XServer } from './testing/x-server.ts';
import { Window, type WindowOptions } from './window.ts';
import type { WindowEvent } from './window-event.ts';

/** SDL_DISPLAYEVENT_CONNECTED and SDL_DISPLAYEVENT_DISCONNECTED. */
const DISPLAY_CONNECTED = 2;
const DISPLAY_DISCONNECTED = 3;
const WIDTH = 800;
const HEIGHT = 600;
const whyNot = whyNoWindows();

function whyNoWindows(): string | undefined {
  try {
    loadSdl();
  } catch (error) {
    return (error as Error).message;
  }
  return whyNoXServer();
}

describe('a window', { skip: whyNot ?? false }, () => {
  let server: XServer;
  before(async () => {
    server = await startXServer(WIDTH, HEIGHT);
  });
  after(() => server.stop());

  function open(options: WindowOptions = {}): Window {
    return Window.open({ display: server.display, x: 0, y: 0, width: WIDTH, height: HEIGHT, ...options });
  }

  function show(window: Window, picture: PlanarPicture): Screenshot {
    window.upload(picture);
    window.present();
    return server.screenshot();
  }

  for (const format of ['yuv420p', 'nv12'] as const) {
    for (const renderer of ['software', 'accelerated'] as const) {
      test(`shows ${format} in the colours of BT.709, ${renderer}`, (t) => {
        using window = openOrSkip(t, () => open({ renderer }));
        if (window === null) return;
        assertPatches(show(window, testCard(WIDTH, HEIGHT, format, 32)), [0, 0, WIDTH, HEIGHT]);
      });
    }
  }

  test('chooses the software renderer where there is no graphics card', () => {
    using window = open();
    assert.equal(window.renderer, 'software');
  });

  test('letterboxes on black, keeping the shape', () => {
    using window = open();
    const wide = show(window, testCard(1600, 800, 'yuv420p'));
    assertPatches(wide, [0, 100, 800, 400]);
    assertBlack(wide, [
      [400, 3],
      [400, 96],
      [400, 503],
      [400, 597],
    ]);
    const tall = show(window, testCard(300, 400, 'nv12'));
    assertPatches(tall, [175, 0, 450, 600]);
    assertBlack(tall, [
      [3, 300],
      [171, 300],
      [629, 300],
      [797, 300],
    ]);
  });

  test('takes pictures of any size after each other, however odd', () => {
    using window = open();
    for (const [width, height] of [
      [1, 1],
      [3, 5],
      [641, 361],
      [4096, 2160],
      [1280, 720],
    ] as const) {
      window.upload(testCard(width, height, 'yuv420p'));
      window.present();
    }
    assertPatches(server.screenshot(), [0, 75, 800, 450]);
  });

  test('refuses a picture that lies about its size and goes on with the next', () => {
    using window = open();
    const card = testCard(WIDTH, HEIGHT, 'yuv420p');
    assert.throws(() => window.upload({ ...card, height: HEIGHT + 2 }), { code: 'bad-picture' });
    assertPatches(show(window, card), [0, 0, WIDTH, HEIGHT]);
  });

  test('asked to be larger than the monitor, is as large as fits', () => {
    using window = open({ width: WIDTH * 4, height: HEIGHT * 2 });
    assertPatches(show(window, testCard(WIDTH * 2, HEIGHT, 'yuv420p')), [0, 0, WIDTH, HEIGHT / 2]);
  });

  test('is black before the first picture', () => {
    using window = open();
    window.present();
    assertBlack(server.screenshot(), [
      [0, 0],
      [400, 300],
      [799, 599],
    ]);
  });

  test('covers the screen, without a window manager too, and goes back to its place', () => {
    using window = open({ x: 100, y: 200, width: 400, height: 100 });
    window.upload(testCard(WIDTH, HEIGHT, 'yuv420p'));
    drain(window);
    window.setFullscreen(true);
    assert.deepEqual(lastResize(window), { type: 'resize', width: WIDTH, height: HEIGHT });
    window.present();
    assertPatches(server.screenshot(), [0, 0, WIDTH, HEIGHT]);
    window.setFullscreen(false);
    assert.deepEqual(lastResize(window), { type: 'resize', width: 400, height: 100 });
    window.present();
    assertPatches(server.screenshot(), [233, 200, 133, 100]);
  });

  test('can cover the screen from the start', () => {
    using window = open({ width: 320, height: 200, fullscreen: true });
    drain(window);
    assertPatches(show(window, testCard(WIDTH, HEIGHT, 'yuv420p')), [0, 0, WIDTH, HEIGHT]);
    assert.equal(window.fullscreen, true);
  });

  test('stays full screen when other monitors come and go, and says that they did', () => {
    using window = open({ width: 320, height: 200, fullscreen: true });
    window.upload(testCard(WIDTH, HEIGHT, 'yuv420p'));
    drain(window);
    for (const what of [DISPLAY_CONNECTED, DISPLAY_DISCONNECTED]) {
      push(Int32Array.of(0x150, 0, 1, what));
      assert.deepEqual(drain(window), [{ type: 'monitors' }]);
    }
    window.present();
    assert.equal(window.fullscreen, true);
    assertPatches(server.screenshot(), [0, 0, WIDTH, HEIGHT]);
  });

  test('tells of the keys and of being closed, and of nothing else', () => {
    using window = open();
    drain(window);
    for (const event of [key(27), key(102), key(0x4000_0044), key(97), key(27, { repeat: 1 })]) push(event);
    push(Int32Array.of(0x400, 0, 1)); // a mouse movement
    push(Int32Array.of(0x100));
    assert.deepEqual(drain(window), [
      { type: 'key', key: 'escape' },
      { type: 'key', key: 'f' },
      { type: 'key', key: 'f11' },
      { type: 'quit' },
    ]);
  });

  test('makes its texture anew after the graphics system lost it', () => {
    using window = open();
    window.upload(testCard(WIDTH, HEIGHT, 'yuv420p'));
    drain(window);
    push(Int32Array.of(0x2001));
    assert.deepEqual(drain(window), [{ type: 'lost' }]);
    window.present();
    assertBlack(server.screenshot(), [[400, 300]]);
    assertPatches(show(window, testCard(WIDTH, HEIGHT, 'yuv420p')), [0, 0, WIDTH, HEIGHT]);
  });

  test('is the only one of its process until it is closed, as often as one likes', () => {
    const window = open();
    assert.throws(() => open(), { code: 'failed', message: /has a window already/ });
    window.close();
    window.close();
    assert.equal(window.closed, true);
    assert.equal(window.poll(), undefined);
    assert.throws(() => window.present(), { code: 'failed', message: /closed/ });
    open().close();
  });

  test('gives back all memory: 30 windows cost no more than the first few', () => {
    const card = testCard(1920, 1080, 'yuv420p');
    for (let i = 0; i < 5; i += 1) openShowClose(card);
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 30; i += 1) openShowClose(card);
    // One leaked 1080p texture or framebuffer would be 3 to 8 MB, times 30.
    assert.ok(process.memoryUsage().rss - before < 40e6);
  });

  function openShowClose(card: PlanarPicture): void {
    using window = open();
    window.upload(card);
    window.present();
  }

  test('ends its process, with status 1, when the X server goes away', async () => {
    const other = await startXServer(320, 240);
    const child = spawnWindow(other.display);
    await once(child.stdout!, 'data');
    await other.stop();
    const [status] = (await once(child, 'exit')) as [number | null];
    assert.equal(status, 1);
  });
});

test('without a display the error says what to do', { skip: whyNot ?? false }, () => {
  assert.throws(() => Window.open({ display: ':4095' }), {
    code: 'no-display',
    message: /display :4095 .*start an X server there/,
  });
});

function openOrSkip(t: { skip(reason: string): void }, open: () => Window): Window | null {
  try {
    return open();
  } catch (error) {
    t.skip((error as Error).message);
    return null;
  }
}

/** Every patch of a test card drawn in that rectangle has its colour. */
function assertPatches(shot: Screenshot, [left, top, width, height]: [number, number, number, number]): void {
  for (const [index, expected] of PATCHES.entries()) {
    const x = Math.floor(left + patchCentre(index) * width);
    for (const share of [0.02, 0.5, 0.98]) {
      const seen = shot.at(x, Math.floor(top + share * height));
      const off = Math.max(...expected.map((value, channel) => Math.abs(value - seen[channel]!)));
      assert.ok(off <= 3, `patch ${index} at ${x}: expected ${expected.join()}, saw ${seen.join()}`);
    }
  }
}

function assertBlack(shot: Screenshot, places: readonly (readonly [number, number])[]): void {
  for (const [x, y] of places) assert.deepEqual(shot.at(x, y), [0, 0, 0], `at ${x}, ${y}`);
}

function drain(window: Window): WindowEvent[] {
  const events: WindowEvent[] = [];
  for (let event = window.poll(); event !== undefined; event = window.poll()) events.push(event);
  return events;
}

function lastResize(window: Window): WindowEvent | undefined {
  return drain(window).findLast((event) => event.type === 'resize');
}

function key(symbol: number, { repeat = 0 } = {}): Int32Array {
  return Int32Array.of(0x300, 0, 1, 1 | (repeat << 8), 0, symbol);
}

/** Puts an event into SDL's queue, as the window system would. */
function push(words: Int32Array): void {
  const event = new Int32Array(16);
  event.set(words);
  const pushEvent = loadSdl().declare<(event: Int32Array) => number>('int SDL_PushEvent(void *event)');
  loadSdl().check(pushEvent(event), 'push an event');
}

/** A process that opens a window, says so and polls it. */
function spawnWindow(display: string): ChildProcess {
  const module = fileURLToPath(new URL('./window.ts', import.meta.url));
  const script = `
    const { Window } = await import(${JSON.stringify(module)});
    const window = Window.open({ display: ${JSON.stringify(display)}, width: 64, height: 48 });
    console.log('open');
    setInterval(() => { window.poll(); window.present(); }, 10);
  `;
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
