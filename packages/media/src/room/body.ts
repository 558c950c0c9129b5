import { type Canvas, type Colour, dip, fill, ink, mix, type Paint, type Shape } from './canvas.ts';
import type { Figure } from './cast.ts';
import { box, capsule, ellipse, grow, profile, union, within } from './shapes.ts';
import { noiseAt } from './texture.ts';

/** Heights on a body of height 1, from the crown (0) to the soles (1). */
export const SHOULDER_Y = 0.245;
export const SHOULDER_X = 0.09;

/** A body's own coordinates: x right of its middle, y down from its crown, both 1 = its height; sizes alike. */
export interface Frame {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly size: number;
}

/** The coordinates of a figure within the scene. */
export function frameOf(figure: Figure): Frame {
  return {
    x: (value) => figure.u + value * figure.height,
    y: (value) => figure.feet - (1 - value) * figure.height,
    size: figure.height,
  };
}

/** Everything of a figure but head and moving arm. */
export function paintBody(canvas: Canvas, figure: Figure): void {
  const { look } = figure;
  const { x, y, size } = frameOf(figure);
  const wide = look.shoulders;
  for (const side of [-1, 1]) {
    const shoe = union(
      ellipse(x(side * 0.066), y(0.975), 0.042 * size, 0.024 * size),
      ellipse(x(side * 0.055), y(0.958), 0.028 * size, 0.026 * size),
      0.02 * size,
    );
    fill(canvas, shoe, clay(shoe, look.shoes, 0.02 * size));
    const sole = within(shoe, ellipse(x(side * 0.066), y(1.003), 0.07 * size, 0.014 * size));
    fill(canvas, sole, () => dip(mix(look.shoes, [0.1, 0.1, 0.1], 0.6)));
  }
  for (const side of [-1, 1]) {
    const leg = profile([
      [y(0.47), x(side * 0.04), 0.05 * size],
      [y(0.56), x(side * 0.046), 0.055 * size],
      [y(0.74), x(side * 0.055), 0.043 * size],
      [y(0.955), x(side * 0.058), 0.034 * size],
    ]);
    fill(canvas, leg, cloth(leg, look.trousers, 0.045 * size, size, side * 31));
  }
  const neck = capsule(x(0), y(0.13), 0.031 * size, x(0), y(0.2), 0.036 * size);
  fill(canvas, neck, (u, v, d) => {
    clay(neck, look.skin, 0.03 * size)(u, v, d);
    const shade = throatLight((v - y(0)) / size);
    for (let channel = 0; channel < 3; channel++) ink[channel]! *= shade;
  });
  paintRestingArm(canvas, figure);
  const torso = profile([
    [y(0.175), x(0), 0.034 * size],
    [y(0.2), x(0), 0.072 * wide * size],
    [y(0.232), x(0), 0.114 * wide * size],
    [y(0.3), x(0), 0.108 * wide * size],
    [y(0.4), x(0), 0.09 * (wide * 0.6 + 0.4) * size],
    [y(0.5), x(0), 0.1 * size],
    [y(0.52), x(0), 0.094 * size],
  ]);
  fill(canvas, torso, (u, v, d) => {
    dress(figure, u, v);
    const colour: Colour = [ink[0]!, ink[1]!, ink[2]!];
    cloth(torso, colour, 0.05 * size, size, 7)(u, v, d);
  });
  const deep = look.topStyle === 'shirt' || look.topStyle === 'cardigan';
  const below = box(x(0), y(0.272), 0.2 * size, 0.2 * size);
  const hollow = ellipse(x(0), y(0.176), 0.036 * size, (deep ? 0.036 : 0.019) * size);
  const seam = within(grow(hollow, 0.005 * size), below);
  fill(canvas, seam, () => dip(mix(look.top, [0.08, 0.06, 0.08], 0.2)));
  const neckline = within(hollow, below);
  fill(canvas, neckline, (_, v) => dip(look.skin, throatLight((v - y(0)) / size)));
}

/** The head throws its shadow on the throat. */
function throatLight(y: number): number {
  return Math.max(0.66, Math.min(0.97, 0.66 + (y - 0.145) * 5));
}

/** Sleeve colour of a figure. */
export function sleeveOf(figure: Figure): Colour {
  return figure.look.top;
}

/** Puts the pattern of the top at a place into {@link ink}. */
function dress(figure: Figure, u: number, v: number): void {
  const { look } = figure;
  const { x, y, size } = frameOf(figure);
  const lx = (u - x(0)) / size;
  const ly = (v - y(0)) / size;
  const dark = mix(look.top, [0.08, 0.08, 0.12], 0.35);
  switch (look.topStyle) {
    case 'striped':
      dip((ly * 26) % 1 < 0.42 ? mix(look.top, [0.2, 0.32, 0.52], 0.82) : look.top);
      return;
    case 'cardigan': {
      const open = 0.018 + (ly - 0.19) * 0.13;
      const button = Math.abs(lx - open - 0.012) < 0.006 && (ly * 14) % 1 < 0.16;
      dip(
        Math.abs(lx) < open
          ? [0.92, 0.9, 0.86]
          : button
            ? dark
            : Math.abs(lx) < open + 0.008
              ? dark
              : look.top,
      );
      return;
    }
    case 'shirt': {
      const placket = Math.abs(lx - 0.002) < 0.0025 && ly > 0.215;
      const button = Math.abs(lx + 0.004) < 0.0045 && (ly * 17) % 1 < 0.13 && ly > 0.22;
      dip(button ? [0.93, 0.93, 0.9] : placket ? dark : look.top);
      return;
    }
    case 'sweater':
      dip(ly > 0.497 || ly < 0.205 - Math.abs(lx) * 0.05 ? mix(look.top, [0.2, 0.1, 0], 0.16) : look.top);
  }
}

/** The arm that hangs, or rests on the hip. */
function paintRestingArm(canvas: Canvas, figure: Figure): void {
  const { look } = figure;
  const { x, y, size } = frameOf(figure);
  const side = -figure.side;
  const shoulder = SHOULDER_X * look.shoulders;
  const hand = ellipse(x(side * (shoulder + 0.033)), y(0.562), 0.021 * size, 0.032 * size);
  fill(canvas, hand, clay(hand, look.skin, 0.02 * size));
  const sleeve = union(
    capsule(
      x(side * shoulder),
      y(SHOULDER_Y + 0.012),
      0.035 * size,
      x(side * (shoulder + 0.034)),
      y(0.4),
      0.028 * size,
    ),
    capsule(
      x(side * (shoulder + 0.034)),
      y(0.4),
      0.028 * size,
      x(side * (shoulder + 0.033)),
      y(0.535),
      0.0215 * size,
    ),
    0.02 * size,
  );
  fill(canvas, sleeve, cloth(sleeve, sleeveOf(figure), 0.028 * size, size, 3));
}

const LIGHT_U = -0.5;
const LIGHT_V = -0.55;
const LIGHT_Z = 0.67;

/** A rounded, matt surface under soft light from the upper left; `depth` is how far from the edge it is round. */
export function clay(shape: Shape, colour: Colour, depth: number): Paint {
  const step = depth * 0.08;
  return (u, v, d) => {
    const rim = Math.min(1, Math.max(0, 1 + d / depth));
    let light = LIGHT_Z;
    if (rim > 0) {
      const du = shape.distance(u + step, v) - d;
      const dv = shape.distance(u, v + step) - d;
      const length = Math.sqrt(du * du + dv * dv) || 1;
      const tilt = rim * rim * 0.92;
      light = ((du * LIGHT_U + dv * LIGHT_V) / length) * tilt + LIGHT_Z * Math.sqrt(1 - tilt * tilt);
    }
    const bright = 0.7 + 0.44 * (light > 0 ? light : light * 0.45);
    ink[0] = colour[0] * bright;
    ink[1] = colour[1] * (bright - (1 - bright) * 0.04);
    ink[2] = colour[2] * (bright + (1 - bright) * 0.12);
    ink[3] = 1;
  };
}

/** {@link clay} with folds and weave. */
export function cloth(shape: Shape, colour: Colour, depth: number, size: number, salt: number): Paint {
  const base = clay(shape, [1, 1, 1], depth);
  return (u, v, d) => {
    base(u, v, d);
    const x = u / size;
    const y = v / size;
    const folds =
      noiseAt(x * 22 + salt + y * 9, y * 13) * 0.06 + noiseAt(x * 60 - y * 30, y * 34 + salt) * 0.03;
    const weave = noiseAt(x * 420, y * 420) * 0.035;
    const light = 1 + folds + weave;
    ink[0] = ink[0]! * colour[0] * light;
    ink[1] = ink[1]! * colour[1] * light;
    ink[2] = ink[2]! * colour[2] * light;
  };
}
