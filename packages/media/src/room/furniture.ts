import { type Canvas, type Colour, dip, fill, mix, type Paint, type Shape } from './canvas.ts';
import { softShadow } from './light.ts';
import { box, ellipse, polygon } from './shapes.ts';
import { noiseAt } from './texture.ts';

/** A sofa seen from the front; (u, v) is the middle of its foot on the floor. */
export function paintSofa(
  canvas: Canvas,
  u: number,
  v: number,
  w: number,
  colour: Colour,
  cushion: Colour,
): void {
  softShadow(canvas, u, v, w * 0.56, 0.04, 0.5);
  const back = box(u, v - 0.155, w * 0.94, 0.21, 0.035);
  fill(canvas, back, cloth(colour, v - 0.26, 0.3));
  for (const side of [-1, 1]) {
    const pillow = box(u + side * w * 0.215, v - 0.15, w * 0.41, 0.15, 0.032);
    fill(canvas, pillow, cushioned(pillow, mix(colour, [1, 1, 1], 0.05)));
  }
  for (const side of [-1, 1]) {
    const seat = box(u + side * w * 0.215, v - 0.075, w * 0.43, 0.065, 0.02);
    fill(canvas, seat, cushioned(seat, mix(colour, [1, 1, 1], 0.1)));
  }
  const base = box(u, v - 0.03, w * 0.9, 0.04, 0.008);
  fill(canvas, base, cloth(mix(colour, [0, 0, 0], 0.25), v - 0.05, 0.1));
  for (const side of [-1, 1]) {
    const arm = box(u + side * w * 0.465, v - 0.085, w * 0.1, 0.145, 0.03);
    fill(canvas, arm, cushioned(arm, mix(colour, [1, 1, 1], 0.03)));
    const foot = box(u + side * w * 0.43, v - 0.003, 0.014, 0.02, 0.002);
    fill(canvas, foot, () => dip([0.2, 0.13, 0.09]));
  }
  const square = polygon(
    [
      [u - w * 0.3, v - 0.215],
      [u - w * 0.16, v - 0.195],
      [u - w * 0.185, v - 0.095],
      [u - w * 0.325, v - 0.115],
    ],
    0.014,
  );
  fill(canvas, square, cushioned(square, cushion));
}

/** A low cabinet with two doors and a row of drawers; (u, v) is the middle of its foot. */
export function paintSideboard(
  canvas: Canvas,
  u: number,
  v: number,
  w: number,
  h: number,
  wood: Colour,
): void {
  softShadow(canvas, u, v, w * 0.54, 0.03, 0.55);
  for (const side of [-1, 1])
    fill(canvas, box(u + side * w * 0.44, v - 0.02, 0.014, 0.045), () => dip(wood, 0.45));
  const body = box(u, v - 0.035 - h / 2, w, h, 0.004);
  fill(canvas, body, timber(wood, 0.95));
  const doors = 3;
  for (let door = 0; door < doors; door++) {
    const middle = u - w / 2 + ((door + 0.5) * w) / doors;
    const front = box(middle, v - 0.035 - h / 2 + 0.006, w / doors - 0.012, h - 0.03, 0.003);
    fill(canvas, front, (x, y, d) => {
      timber(wood, -d < 0.003 ? 0.72 : 1.02 + door * 0.01)(x, y, d);
    });
    const knob = ellipse(middle + w / doors / 2 - 0.026, v - 0.035 - h / 2, 0.006, 0.006);
    fill(canvas, knob, (_, y) => dip([0.78, 0.66, 0.42], 1 - (y - knob.bounds.v0) * 40));
  }
  const top = box(u, v - 0.035 - h, w + 0.014, 0.014, 0.003);
  fill(canvas, top, timber(mix(wood, [1, 0.95, 0.85], 0.12), 1.08));
}

function cloth(colour: Colour, top: number, tall: number): Paint {
  return (u, v) =>
    dip(
      colour,
      1.02 - ((v - top) / tall) * 0.25 + noiseAt(u * 260, v * 260) * 0.05 + noiseAt(u * 16, v * 16) * 0.04,
    );
}

/** Cloth over something soft: lighter above, darker towards its edges. */
function cushioned(shape: Shape, colour: Colour): Paint {
  const { v0, v1 } = shape.bounds;
  return (u, v, d) => {
    const edge = Math.min(1, -d / 0.02);
    const up = 1 - (v - v0) / (v1 - v0);
    dip(
      colour,
      0.74 + 0.2 * edge + 0.16 * up + noiseAt(u * 260, v * 260) * 0.05 + noiseAt(u * 12, v * 20) * 0.035,
    );
  };
}

/** Planed wood. */
export function timber(colour: Colour, light: number): Paint {
  return (u, v) => dip(colour, light + noiseAt(u * 7, v * 90) * 0.06 + noiseAt(u * 30, v * 300) * 0.04);
}
