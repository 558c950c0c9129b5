import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { homographyOf, warp } from './keystone.ts';
import { loadSdl } from './library.ts';
import { PATCHES, patchCentre, testCard } from './testing/test-card.ts';
import { type Screenshot, startXServer, whyNoXServer, type XServer } from './testing/x-server.ts';
import { Window, type WindowOptions } from './window.ts';

const WIDTH = 800;
const HEIGHT = 600;
const KEYSTONE = [0.2, 0.1, 0.9, 0, 1, 1, 0, 0.8];

describe('geometry', { skip: whyNot() ?? false }, () => {
  let server: XServer;
  before(async () => {
    server = await startXServer(WIDTH, HEIGHT);
  });
  after(() => server.stop());

  for (const renderer of ['software', 'accelerated'] as const) {
    test(`a keystone takes every patch where the projector needs it, ${renderer}`, () => {
      using window = open({ renderer, keystone: KEYSTONE });
      const shot = show(window);
      const map = homographyOf(KEYSTONE);
      const place = new Float32Array(2);
      for (const [index, colour] of PATCHES.entries()) {
        for (const down of [0.05, 0.5, 0.95]) {
          warp(map, patchCentre(index), down, place, 0, WIDTH, HEIGHT);
          assertColour(shot, place[0]!, place[1]!, colour);
        }
      }
      for (const [x, y] of [
        [5, 5],
        [790, 300],
        [5, 590],
        [60, 100],
      ] as const)
        assertColour(shot, x, y, BLACK);
    });

    test(`a placement shows that part there and black elsewhere, ${renderer}`, () => {
      using window = open({ renderer });
      const [first, second] = PATCHES;
      window.place({
        source: { x: 0, y: 0, width: 2 / PATCHES.length, height: 1 },
        target: { x: 0.5, y: 0.5, width: 1, height: 0.25 },
      });
      const shot = show(window);
      for (const x of [410, 780]) assertColour(shot, x, 375, first!);
      assertColour(shot, 600, 290, BLACK);
      assertColour(shot, 600, 460, BLACK);
      assertColour(shot, 390, 375, BLACK);
      window.place({
        source: { x: 0.1, y: 0, width: 0.1, height: 1 },
        target: { x: -5, y: -5, width: 9, height: 9 },
      });
      window.present();
      assertColour(server.screenshot(), 3, 3, second!);
      window.place({
        source: { x: 0, y: 0, width: 1, height: 1 },
        target: { x: 7, y: 0, width: 1, height: 1 },
      });
      window.present();
      assertColour(server.screenshot(), 400, 300, BLACK);
      window.place(undefined);
      window.present();
      assertColour(server.screenshot(), 40, 300, first!);
    });
  }

  test('a crop is shown alone, in its own shape', () => {
    using window = open({ crop: { x: 0.1, y: 0.25, width: 0.8, height: 0.5 } });
    const shot = show(window);
    assertColour(shot, 50, 300, PATCHES[1]!);
    assertColour(shot, 750, 300, PATCHES[8]!);
    assertColour(shot, 400, 100, BLACK);
  });

  test('a flash of 90 cells lies over the picture, black before any picture, until taken away', () => {
    using window = open();
    const cells = Array.from({ length: 90 }, (_, index) => index % 3 === 0);
    window.overlay(cells);
    for (let turn = 0; turn < 2; turn += 1) {
      window.present();
      const shot = server.screenshot();
      const seen = cells.map((_, index) => shot.at(40 + index * 8 + 4, 300)[0] > 128);
      assert.deepEqual(seen, cells);
      if (turn === 0) window.upload(testCard(WIDTH, HEIGHT, 'nv12'));
    }
    window.overlay(undefined);
    window.present();
    assertColour(server.screenshot(), 40, 300, PATCHES[0]!);
  });

  test('odd, tiny and 8K pictures are drawn through a keystone too', () => {
    using window = open({ keystone: KEYSTONE });
    for (const [width, height] of [
      [1, 1],
      [3, 5],
      [7680, 4320],
      [641, 361],
    ] as const) {
      window.upload(testCard(width, height, 'yuv420p'));
      window.present();
    }
  });

  test('options that make no picture are refused before there is a window', () => {
    assert.throws(() => open({ keystone: [1, 2, 3] }), { code: 'bad-option' });
    assert.throws(() => open({ crop: { x: 0, y: 0, width: 2, height: 1 } }), { code: 'bad-option' });
    using window = open();
    const odd = { x: 0, y: Number.NaN, width: 1, height: 1 };
    assert.throws(() => window.place({ source: odd, target: odd }), { code: 'bad-option' });
  });

  function open(options: WindowOptions = {}): Window {
    return Window.open({ display: server.display, x: 0, y: 0, width: WIDTH, height: HEIGHT, ...options });
  }

  function show(window: Window): Screenshot {
    window.upload(testCard(WIDTH, HEIGHT, 'yuv420p'));
    window.present();
    return server.screenshot();
  }
});

const BLACK = [0, 0, 0] as const;

function assertColour(shot: Screenshot, x: number, y: number, expected: readonly number[]): void {
  const seen = shot.at(Math.floor(x), Math.floor(y));
  const off = Math.max(...expected.map((value, channel) => Math.abs(value - seen[channel]!)));
  assert.ok(off <= 3, `at ${x}, ${y}: expected ${expected.join()}, saw ${seen.join()}`);
}

function whyNot(): string | undefined {
  try {
    loadSdl();
  } catch (error) {
    return (error as Error).message;
  }
  return whyNoXServer();
}
