import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterEach, describe, test } from 'node:test';
import { loadSdl } from '@ajar/sdl';
import { openScreen } from './open-screen.ts';
import type { PictureScreen, PlanarPicture, ScreenEvent } from './screen.ts';

const WIDTH = 640;
const HEIGHT = 480;
const whyNot = ['Xvfb', 'import'].find((program) => spawnSync(program, ['-version']).error !== undefined);

describe('the window screen', { skip: whyNot !== undefined && `${whyNot} is not installed` }, () => {
  const stops: (() => void)[] = [];
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
  });

  /** Starts an X server and resolves to its display. */
  async function startDisplay(): Promise<string> {
    const server = spawn('Xvfb', ['-noreset', '-displayfd', '1', '-screen', '0', `${WIDTH}x${HEIGHT}x24`]);
    stops.push(() => server.kill());
    for await (const line of createInterface(server.stdout)) return `:${line}`;
    throw new Error('the X server said nothing');
  }

  test('shows a picture on the display that was named and on no other', async () => {
    const [here, elsewhere] = [await startDisplay(), await startDisplay()];
    const screen = await open(here);
    assert.equal(screen.show(plain(WIDTH, HEIGHT, 63, 102, 240), { number: 1, capturedUs: 0 }), 42);
    assertColour(pixel(here, 320, 240), [255, 0, 0]);
    assertColour(pixel(elsewhere, 320, 240), [0, 0, 0]);
    assert.equal(screen.description, `window on ${here}, software renderer`);
    await screen.close();

    const second = await open(elsewhere);
    second.show(plain(WIDTH, HEIGHT, 32, 240, 118), { number: 2, capturedUs: 0 });
    assertColour(pixel(elsewhere, 320, 240), [0, 0, 255]);
    await second.close();
  });

  test('letterboxes, and stays as it is while nothing new is shown', async () => {
    const display = await startDisplay();
    const screen = await open(display);
    screen.show(plain(160, 90, 173, 42, 26), { number: 1, capturedUs: 0 });
    for (let i = 0; i < 3; i += 1) drain(screen);
    assertColour(pixel(display, 320, 240), [0, 255, 0]);
    assertColour(pixel(display, 320, 20), [0, 0, 0]);
    await screen.close();
  });

  test('covers the screen when told, and tells its new size', async () => {
    const display = await startDisplay();
    const screen = await open(display, { size: { width: 100, height: 100 }, fullscreen: true });
    assert.deepEqual(drain(screen).at(-1), { type: 'resize', width: WIDTH, height: HEIGHT });
    screen.show(plain(WIDTH, HEIGHT, 63, 102, 240), { number: 1, capturedUs: 0 });
    assertColour(pixel(display, 630, 470), [255, 0, 0]);
    await screen.close();
  });

  test('F and F11 cover the screen and go back, Escape only goes back, closing is told', async () => {
    const display = await startDisplay();
    const screen = await open(display, { size: { width: 100, height: 100 } });
    drain(screen);
    const sizes = [KEY_F, KEY_F, KEY_F11, KEY_ESCAPE, KEY_ESCAPE].map((key) => {
      push(Int32Array.of(KEY_DOWN, 0, 1, 1, 0, key));
      drain(screen);
      return drain(screen).at(-1);
    });
    const [large, small] = [WIDTH, 100].map((width) => ({
      type: 'resize',
      width,
      height: width === 100 ? 100 : HEIGHT,
    }));
    assert.deepEqual(sizes, [large, small, large, small, undefined]);
    push(Int32Array.of(QUIT));
    assert.deepEqual(drain(screen), [{ type: 'quit' }]);
    await screen.close();
  });

  test('refuses a picture that lies about its size with an error of its own', async () => {
    const screen = await open(await startDisplay());
    const lie = { ...plain(WIDTH, HEIGHT, 0, 0, 0), height: HEIGHT * 2 };
    assert.throws(() => screen.show(lie, { number: 1, capturedUs: 0 }), {
      name: 'ScreenError',
      code: 'bad-picture',
    });
    await screen.close();
    await screen.close();
    assert.equal(screen.pump(), undefined);
  });

  test('says what to do where no X server is', async () => {
    await assert.rejects(open(':4095'), {
      name: 'ScreenError',
      code: 'no-display',
      message: /display :4095 .*start an X server there/,
    });
  });
});

async function open(display: string, extra = {}): Promise<PictureScreen> {
  const place = { size: { width: WIDTH, height: HEIGHT }, position: { x: 0, y: 0 } };
  const screen = await openScreen(`window:${display}`, { nowUs: () => 42, ...place, ...extra });
  assert.ok(screen.wantsDecoded);
  return screen;
}

function drain(screen: PictureScreen): ScreenEvent[] {
  const events: ScreenEvent[] = [];
  for (let event = screen.pump(); event !== undefined; event = screen.pump()) events.push(event);
  return events;
}

/** Puts an event into SDL's queue, as the window system would. */
function push(words: Int32Array): void {
  const event = new Int32Array(16);
  event.set(words);
  loadSdl().declare<(event: Int32Array) => number>('int SDL_PushEvent(void *event)')(event);
}

// SDL_events.h and SDL_keycode.h.
const QUIT = 0x100;
const KEY_DOWN = 0x300;
const KEY_ESCAPE = 27;
const KEY_F = 102;
const KEY_F11 = 0x4000_0044;

/** A picture of one colour. */
function plain(width: number, height: number, y: number, u: number, v: number): PlanarPicture {
  const chroma = (width / 2) * (height / 2);
  const planes = [
    new Uint8Array(width * height).fill(y),
    new Uint8Array(chroma).fill(u),
    new Uint8Array(chroma).fill(v),
  ];
  return { width, height, format: 'yuv420p', planes, strides: [width, width / 2, width / 2] };
}

function pixel(display: string, x: number, y: number): number[] {
  const area = `1x1+${x}+${y}`;
  return [
    ...execFileSync('import', [
      '-display',
      display,
      '-window',
      'root',
      '-crop',
      area,
      '-depth',
      '8',
      'rgb:-',
    ]),
  ];
}

function assertColour(seen: readonly number[], expected: readonly number[]): void {
  assert.equal(seen.length, 3);
  const off = Math.max(...expected.map((value, channel) => Math.abs(value - seen[channel]!)));
  assert.ok(off <= 4, `expected ${expected.join()}, saw ${seen.join()}`);
}
