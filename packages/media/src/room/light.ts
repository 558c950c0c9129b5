import { type Canvas, type Colour, dip, fill, plain, wash } from './canvas.ts';
import { polygon } from './shapes.ts';

/** Patches of sunlight on the wall, as a window throws them: leaning, divided by the bars, soft. */
export function paintSunPatches(
  canvas: Canvas,
  u: number,
  v: number,
  w: number,
  h: number,
  lean: number,
  strength: number,
): void {
  for (let column = 0; column < 2; column++) {
    for (let row = 0; row < 2; row++) {
      const left = u + column * (w / 2 + 0.012) + row * lean * 0.36;
      const top = v + (row === 0 ? 0 : h * 0.36);
      const tall = row === 0 ? h * 0.34 : h * 0.62;
      const shape = polygon([
        [left, top],
        [left + w / 2, top + 0.012],
        [left + w / 2 + lean * (tall / h), top + tall + 0.012],
        [left + lean * (tall / h), top + tall],
      ]);
      fill(canvas, shape, plain([1, 0.93, 0.78], strength), 0.022);
    }
  }
}

/** A soft dark spot: contact shadows. */
export function softShadow(
  canvas: Canvas,
  u: number,
  v: number,
  a: number,
  b: number,
  strength: number,
): void {
  spot(canvas, u, v, a * 1.3, b * 1.3, [0.05, 0.04, 0.07], strength);
}

/** A soft light spot: lamps, windows. */
export function glow(
  canvas: Canvas,
  u: number,
  v: number,
  a: number,
  b: number,
  colour: Colour,
  strength: number,
): void {
  spot(canvas, u, v, a, b, colour, strength);
}

function spot(
  canvas: Canvas,
  u: number,
  v: number,
  a: number,
  b: number,
  colour: Colour,
  strength: number,
): void {
  wash(canvas, { u0: u - a, v0: v - b, u1: u + a, v1: v + b }, (x, y) => {
    const du = (x - u) / a;
    const dv = (y - v) / b;
    const k = Math.max(0, 1 - du * du - dv * dv);
    dip(colour, 1, strength * k * k * (1.6 - 0.6 * k));
  });
}

/** A lens lets less light into the corners. */
export function vignette(canvas: Canvas): void {
  const { scale, centre, left, top, width, height, pixels } = canvas;
  for (let y = 0; y < height; y++) {
    const v = (y + top) / scale - 0.5;
    for (let x = 0; x < width; x++) {
      const u = (x + left - centre) / scale;
      const light = 1 - Math.min(0.4, Math.max(0, 0.62 * u * u + v * v - 0.12) * 0.36);
      const at = (y * width + x) * 4;
      pixels[at]! *= light;
      pixels[at + 1]! *= light;
      pixels[at + 2]! *= light;
    }
  }
}
