import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { loadSdl } from './library.ts';
import type { PlanarPicture } from './picture.ts';
import { colourDifference, type Lab, labOf } from './testing/colour-difference.ts';
import { startXServer, whyNoXServer, type XServer } from './testing/x-server.ts';
import { Window } from './window.ts';

type Rgb = readonly [number, number, number];

/** Six levels of each primary, evenly spaced, in a grid of 18 by 12 patches. */
const COLUMNS = 18;
const ROWS = 12;
const SIDE = 20;
const LEVELS = [0, 51, 102, 153, 204, 255];
const COLOURS: readonly Rgb[] = LEVELS.flatMap((r) =>
  LEVELS.flatMap((g) => LEVELS.map((b): Rgb => [r, g, b])),
);
const WIDTH = COLUMNS * SIDE;
const HEIGHT = ROWS * SIDE;

test('colour differences are those of the published test pairs', () => {
  // G. Sharma, W. Wu, E. Dalal: The CIEDE2000 Color-Difference Formula, 2005, table 1.
  const pairs: readonly (readonly [Lab, Lab, number])[] = [
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, 3.1571, -77.2803], [50, 0, -82.7485], 2.8615],
    [[50, 0, 0], [50, -1, 2], 2.3669],
    [[50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[50, 2.5, 0], [58, 24, 15], 19.4535],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
    [[22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373],
    [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
  ];
  for (const [one, other, expected] of pairs) {
    assert.ok(Math.abs(colourDifference(one, other) - expected) < 1e-4, `${one.join()} ${other.join()}`);
    assert.ok(Math.abs(colourDifference(other, one) - expected) < 1e-4);
  }
});

describe('216 colours on a screen', { skip: whyNot() ?? false }, () => {
  let server: XServer;
  before(async () => {
    server = await startXServer(WIDTH, HEIGHT);
  });
  after(() => server.stop());

  for (const renderer of ['software', 'accelerated'] as const) {
    for (const [matrix, range] of [
      ['bt709', 'limited'],
      ['bt709', 'full'],
      ['bt601', 'limited'],
      ['bt601', 'full'],
    ] as const) {
      test(`${matrix}, ${range} range, ${renderer}`, (t) => {
        const differences = show(renderer, patches(matrix, range));
        const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
        const most = Math.max(...differences);
        t.diagnostic(`ΔE2000 mean ${mean.toFixed(2)}, largest ${most.toFixed(2)}`);
        assert.ok(mean <= 1, `mean ${mean}`);
        assert.ok(most <= 4, `largest ${most} of ${COLOURS[differences.indexOf(most)]!.join()}`);
      });
    }
  }

  /** Shown after a picture of other colours, so that a change in mid-stream counts. */
  function show(renderer: 'software' | 'accelerated', picture: PlanarPicture): number[] {
    const { display } = server;
    using window = Window.open({ display, renderer, x: 0, y: 0, width: WIDTH, height: HEIGHT });
    const other = picture.matrix === 'bt601' ? 'bt709' : 'bt601';
    for (const shown of [patches(other, 'limited'), picture]) {
      window.upload(shown);
      window.present();
    }
    const shot = server.screenshot();
    return COLOURS.map((colour, index) => {
      const x = (index % COLUMNS) * SIDE + SIDE / 2;
      const y = Math.floor(index / COLUMNS) * SIDE + SIDE / 2;
      return colourDifference(labOf(colour), labOf(shot.at(x, y)));
    });
  }
});

/** The colours as patches, by the formulas of BT.709 and BT.601. */
function patches(matrix: 'bt709' | 'bt601', range: 'limited' | 'full'): PlanarPicture {
  const planes = [WIDTH * HEIGHT, (WIDTH * HEIGHT) / 4, (WIDTH * HEIGHT) / 4].map((n) => new Uint8Array(n));
  for (const [index, colour] of COLOURS.entries()) {
    const values = toYuv(colour, matrix, range);
    for (const [plane, value] of values.entries()) {
      const side = plane === 0 ? SIDE : SIDE / 2;
      const stride = side * COLUMNS;
      const first = Math.floor(index / COLUMNS) * side * stride + (index % COLUMNS) * side;
      for (let row = 0; row < side; row += 1) {
        planes[plane]!.fill(value, first + row * stride, first + row * stride + side);
      }
    }
  }
  const strides = [WIDTH, WIDTH / 2, WIDTH / 2];
  return { width: WIDTH, height: HEIGHT, format: 'yuv420p', planes, strides, matrix, range };
}

function toYuv([r, g, b]: Rgb, matrix: 'bt709' | 'bt601', range: 'limited' | 'full'): Rgb {
  const [kr, kb] = matrix === 'bt709' ? [0.2126, 0.0722] : [0.299, 0.114];
  const luma = kr * r + (1 - kr - kb) * g + kb * b;
  const [base, lumaScale, chromaScale] = range === 'full' ? [0, 1, 1] : [16, 219 / 255, 224 / 255];
  return [
    Math.round(base + luma * lumaScale),
    Math.min(255, Math.round(128 + ((b - luma) / (2 * (1 - kb))) * chromaScale)),
    Math.min(255, Math.round(128 + ((r - luma) / (2 * (1 - kr))) * chromaScale)),
  ];
}

function whyNot(): string | undefined {
  try {
    loadSdl();
  } catch (error) {
    return (error as Error).message;
  }
  return whyNoXServer();
}
