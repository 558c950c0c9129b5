import { clay, cloth, frameOf, SHOULDER_X, SHOULDER_Y, sleeveOf } from './body.ts';
import { type Bounds, type Canvas, type Colour, dip, fill, hex, mix, type Shape } from './canvas.ts';
import type { Figure } from './cast.ts';
import { box, capsule, ellipse, union, without } from './shapes.ts';

const UPPER = 0.172;
const LOWER = 0.152;
const MUG: Colour = hex('#e9e4da');

/** Room that an arm in any pose fits in, cut to what this pose needs. `pose` is 0 (rest) to 1 (gesture at its height). */
export function armBounds(figure: Figure, pose: number): Bounds {
  const { shoulder, elbow, hand } = armOf(figure, pose);
  const margin = 0.085 * figure.height;
  return {
    u0: Math.min(shoulder[0], elbow[0], hand[0]) - margin,
    v0: Math.min(shoulder[1], elbow[1], hand[1]) - margin,
    u1: Math.max(shoulder[0], elbow[0], hand[0]) + margin,
    v1: Math.max(shoulder[1], elbow[1], hand[1]) + margin,
  };
}

/** Paints the arm that moves. */
export function paintArm(canvas: Canvas, figure: Figure, pose: number): void {
  const { look, height: size } = figure;
  const { shoulder, elbow, hand } = armOf(figure, pose);
  const upper = capsule(shoulder[0], shoulder[1], 0.036 * size, elbow[0], elbow[1], 0.029 * size);
  const lower = capsule(elbow[0], elbow[1], 0.029 * size, hand[0], hand[1], 0.021 * size);
  const du = (hand[0] - elbow[0]) / (LOWER * size);
  const dv = (hand[1] - elbow[1]) / (LOWER * size);
  const front = figure.gesture === 'sip';
  if (front) {
    const shade = capsule(
      elbow[0],
      elbow[1] + 0.02 * size,
      0.03 * size,
      hand[0],
      hand[1] + 0.02 * size,
      0.024 * size,
    );
    fill(canvas, shade, () => dip([0.05, 0.04, 0.08], 1, 0.22), 0.03 * size);
  }
  const palm = paintHand(canvas, figure, hand, du, dv);
  const sleeve = union(upper, lower, 0.025 * size);
  fill(canvas, sleeve, cloth(sleeve, sleeveOf(figure), 0.03 * size, size, 5));
  const cuff = capsule(
    hand[0] - du * 0.012 * size,
    hand[1] - dv * 0.012 * size,
    0.0225 * size,
    hand[0] - du * 0.002 * size,
    hand[1] - dv * 0.002 * size,
    0.022 * size,
  );
  fill(canvas, cuff, clay(cuff, mix(look.top, [0.1, 0.08, 0.1], 0.14), 0.02 * size));
  if (front) paintMug(canvas, figure, palm);
}

type Point = readonly [u: number, v: number];

/** Fingers and thumb; returns the middle of the palm. */
function paintHand(canvas: Canvas, figure: Figure, wrist: Point, du: number, dv: number): Point {
  const { look, height: size } = figure;
  const at = (along: number, across: number): Point => [
    wrist[0] + (du * along - dv * across * figure.side) * size,
    wrist[1] + (dv * along + du * across * figure.side) * size,
  ];
  const palm = at(0.022, 0);
  const knuckles = at(0.036, 0);
  let shape: Shape = capsule(palm[0], palm[1], 0.0195 * size, knuckles[0], knuckles[1], 0.02 * size);
  const spread = figure.gesture === 'wave' ? 1.25 : figure.gesture === 'explain' ? 0.9 : 0;
  if (spread > 0) {
    for (let finger = 0; finger < 4; finger++) {
      const across = (finger - 1.5) * 0.0105;
      const root = at(0.04, across);
      const tip = at(0.07 - Math.abs(finger - 1.4) * 0.004, across * (1 + 0.55 * spread));
      shape = union(
        shape,
        capsule(root[0], root[1], 0.0066 * size, tip[0], tip[1], 0.0056 * size),
        0.004 * size,
      );
    }
  }
  const thumb0 = at(0.018, -0.012);
  const thumb1 = at(0.04, -0.034);
  shape = union(
    shape,
    capsule(thumb0[0], thumb0[1], 0.0085 * size, thumb1[0], thumb1[1], 0.0065 * size),
    0.01 * size,
  );
  fill(canvas, shape, clay(shape, look.skin, 0.016 * size));
  return palm;
}

function paintMug(canvas: Canvas, figure: Figure, palm: Point): void {
  const { look, height: size, side } = figure;
  const u = palm[0] - side * 0.012 * size;
  const v = palm[1] - 0.016 * size;
  const ring = ellipse(u - side * 0.03 * size, v, 0.019 * size, 0.02 * size);
  fill(canvas, without(ring, ellipse(u - side * 0.03 * size, v, 0.011 * size, 0.012 * size)), () =>
    dip(MUG, 0.85),
  );
  const cup = box(u, v, 0.056 * size, 0.068 * size, 0.009 * size);
  fill(canvas, cup, (x, y, d) => {
    const stripe = Math.abs(y - v - 0.012 * size) < 0.006 * size;
    clay(cup, stripe ? [0.75, 0.36, 0.27] : MUG, 0.025 * size)(x, y, d);
  });
  const drink = ellipse(u, v - 0.031 * size, 0.025 * size, 0.0055 * size);
  fill(canvas, drink, () => dip([0.26, 0.15, 0.1]));
  for (let finger = 0; finger < 4; finger++) {
    const at = v - 0.019 * size + finger * 0.0135 * size;
    const shape = capsule(
      u + side * 0.026 * size,
      at,
      0.0075 * size,
      u + side * 0.004 * size,
      at + 0.002 * size,
      0.0068 * size,
    );
    fill(canvas, shape, clay(shape, look.skin, 0.007 * size));
  }
}

/** Shoulder, elbow and wrist, in scene units. */
function armOf(figure: Figure, pose: number): { shoulder: Point; elbow: Point; hand: Point } {
  const { x, y, size } = frameOf(figure);
  const { side } = figure;
  const path = PATHS[figure.gesture];
  const place = pose * (path.length - 1);
  const index = Math.min(Math.floor(place), path.length - 2);
  const from = path[index]!;
  const to = path[index + 1]!;
  const between = (key: 0 | 1 | 2): number => from[key] + (to[key] - from[key]) * (place - index);
  const shoulder: Point = [x(side * SHOULDER_X * figure.look.shoulders), y(SHOULDER_Y)];
  const elbow = reach(shoulder, between(0), UPPER * between(1) * size, side);
  return { shoulder, elbow, hand: reach(elbow, between(2), LOWER * size, side) };
}

/** A step of `length` from a place, `degrees` from straight down, outwards positive. */
function reach(from: Point, degrees: number, length: number, side: number): Point {
  const angle = (degrees * Math.PI) / 180;
  return [from[0] + side * Math.sin(angle) * length, from[1] + Math.cos(angle) * length];
}

/** Angle of the upper arm, its visible share (less when it points at the viewer), angle of the forearm. */
type Bend = readonly [upperDegrees: number, upperShare: number, lowerDegrees: number];

const PATHS: { readonly [gesture in Figure['gesture']]: readonly Bend[] } = {
  explain: [
    [9, 1, 3],
    [12, 0.97, 50],
    [17, 0.93, 100],
    [24, 0.9, 138],
  ],
  sip: [
    [15, 1, -118],
    [34, 0.8, -124],
    [62, 0.62, -131],
  ],
  wave: [
    [9, 1, 3],
    [30, 0.95, 70],
    [62, 0.95, 128],
    [84, 0.95, 164],
    [88, 0.95, 196],
    [82, 0.95, 150],
  ],
};
