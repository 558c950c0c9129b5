import { type Canvas, type Colour, dip, fill, hex, mix } from './canvas.ts';
import { timber } from './furniture.ts';
import { softShadow } from './light.ts';
import { box } from './shapes.ts';
import { noiseAt, noiseOf } from './texture.ts';

/** A shelf full of books; (u, v) is the middle of its foot. */
export function paintBookshelf(
  canvas: Canvas,
  u: number,
  v: number,
  w: number,
  h: number,
  wood: Colour,
  seed: number,
): void {
  softShadow(canvas, u, v, w * 0.56, 0.03, 0.5);
  softShadow(canvas, u + 0.02, v - h / 2, w * 0.54, h * 0.52, 0.3);
  fill(canvas, box(u, v - h / 2, w, h, 0.003), timber(wood, 0.95));
  const rows = 5;
  const bay = (h - 0.03) / rows;
  for (let row = 0; row < rows; row++) {
    const floor = v - 0.02 - row * bay;
    const hole = box(u, floor - bay / 2 + 0.006, w - 0.032, bay - 0.014);
    fill(canvas, hole, (x, y) => {
      const depth = Math.min(1, (y - hole.bounds.v0) / 0.05);
      dip(wood, 0.3 + 0.22 * depth + 0.1 * ((x - u) / w));
    });
    paintBooks(canvas, u - w / 2 + 0.02, floor - 0.002, w - 0.044, bay - 0.03, seed * 100 + row * 37);
  }
}

/** Books side by side from `left`, standing on `floor`; now and then a gap with a box or a leaning one. */
function paintBooks(canvas: Canvas, left: number, floor: number, w: number, h: number, seed: number): void {
  let at = left;
  let book = 0;
  while (at < left + w - 0.02) {
    const key = seed + book++;
    const thick = 0.012 + 0.009 * (noiseOf(key, 1) + 1);
    if (at + thick > left + w) break;
    if (noiseOf(key, 4) > 0.8) {
      at += 0.035;
      continue;
    }
    const tall = h * (0.74 + 0.22 * noiseOf(key, 2));
    const colour = SPINES[Math.floor((noiseOf(key, 3) + 1) * 4.99)]!;
    const spine = box(at + thick / 2, floor - tall / 2, thick - 0.0015, tall, 0.0015);
    const middle = at + thick / 2;
    const band = 0.1 + 0.2 * Math.abs(noiseOf(key, 6));
    fill(canvas, spine, (x, y) => {
      const round = 1 - (Math.abs(x - middle) / thick) * 0.55;
      const up = (floor - y) / tall;
      const gilt = Math.abs(up - 1 + band) < 0.02 || Math.abs(up - band) < 0.012;
      dip(
        gilt ? mix(colour, [0.95, 0.85, 0.6], 0.6) : colour,
        0.82 * round + 0.1 + noiseAt(x * 300, y * 90) * 0.04,
      );
    });
    at += thick;
  }
}

/** A stack of books lying flat; (u, v) is the middle of its foot. */
export function paintStack(canvas: Canvas, u: number, v: number, seed: number): void {
  softShadow(canvas, u, v, 0.06, 0.008, 0.4);
  for (let index = 0; index < 3; index++) {
    const colour = SPINES[Math.floor((noiseOf(index, seed) + 1) * 4.99)]!;
    const shape = box(
      u + noiseOf(index, seed + 1) * 0.008,
      v - 0.009 - index * 0.018,
      0.1 - index * 0.012,
      0.017,
      0.002,
    );
    fill(canvas, shape, (x, y) =>
      dip(colour, 0.95 - (y - shape.bounds.v0) * 14 + noiseAt(x * 200, y * 50) * 0.03),
    );
  }
}

const SPINES: readonly Colour[] = [
  '#8c3b2e',
  '#2f4f5f',
  '#c9a24b',
  '#4d6b4a',
  '#d8cdb8',
  '#6b4a6b',
  '#b5653a',
  '#34404f',
  '#a8b5a2',
  '#e3dccb',
].map(hex);
