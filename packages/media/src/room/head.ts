import { clay, frameOf } from './body.ts';
import { type Bounds, type Canvas, dip, fill, ink, mix, type Paint, plain, type Shape } from './canvas.ts';
import type { Figure } from './cast.ts';
import { box, capsule, ellipse, union, within, without } from './shapes.ts';
import { noiseAt } from './texture.ts';

const RIM: Paint = plain([0.16, 0.13, 0.12]);

/** What a face does. */
export interface Expression {
  readonly eyesOpen: boolean;
  /** 0 closed, 1 half open, 2 open. */
  readonly mouth: 0 | 1 | 2;
}

/** Half the width of a figure's skull in scene units: what a full turn of the head is measured in. */
export function skullRadius(figure: Figure): number {
  return headOf(figure).a;
}

/** Where the head turns and tilts: the middle of the neck, v. */
export function neckOf(figure: Figure): number {
  return frameOf(figure).y(0.16);
}

/** Room that all parts of a head fit in. */
export function headBounds(figure: Figure): Bounds {
  const { u, v, a, b } = headOf(figure);
  return { u0: u - a * 1.75, v0: v - b * 1.6, u1: u + a * 1.75, v1: v + b * 1.75 };
}

/** Skull, ears, and hair that lies behind the face. */
export function paintSkull(canvas: Canvas, figure: Figure): void {
  const { look } = figure;
  const { u, v, a, b } = headOf(figure);
  if (look.hairStyle === 'bob') {
    const mane = union(
      ellipse(u, v - b * 0.18, a * 1.24, b * 1.06),
      box(u, v + b * 0.42, a * 2.36, b * 1.1, a * 0.5),
      a * 0.3,
    );
    fill(canvas, mane, hairPaint(mane, figure, a));
  }
  if (look.hairStyle === 'curly') {
    const cloud = curls(u, v - b * 0.3, a * 1.5, b * 1.16);
    fill(canvas, cloud, hairPaint(cloud, figure, a));
  }
  if (look.hairStyle === 'bun') {
    const bun = ellipse(u, v - b * 1.2, a * 0.44, a * 0.4);
    fill(canvas, bun, hairPaint(bun, figure, a));
  }
  if (look.hairStyle !== 'bob') {
    for (const side of [-1, 1]) {
      const ear = ellipse(u + side * a * 0.99, v + b * 0.08, a * 0.15, b * 0.19);
      fill(canvas, ear, clay(ear, mix(look.skin, [0.8, 0.3, 0.25], 0.12), a * 0.12));
    }
  }
  const face = skull(figure);
  fill(canvas, face, clay(face, look.skin, a * 0.75));
}

/** Eyes, brows, nose, mouth: the part that moves furthest when the head turns. */
export function paintFace(canvas: Canvas, figure: Figure, expression: Expression): void {
  const { look } = figure;
  const { u, v, a, b } = headOf(figure);
  const blush = mix(look.skin, [0.85, 0.35, 0.3], 0.35);
  for (const side of [-1, 1]) {
    const cheek = ellipse(u + side * a * 0.45, v + b * 0.34, a * 0.17, b * 0.12);
    fill(canvas, cheek, plain(blush, 0.28), a * 0.16);
  }
  if (look.beard) paintBeard(canvas, figure);
  for (const side of [-1, 1])
    paintEye(canvas, figure, u + side * a * 0.37, v + b * 0.02, expression.eyesOpen);
  const brow = mix(look.hair, look.skin, 0.15);
  for (const side of [-1, 1]) {
    const shape = capsule(
      u + side * a * 0.21,
      v - b * 0.2,
      a * 0.045,
      u + side * a * 0.54,
      v - b * 0.2,
      a * 0.032,
    );
    const arch = union(
      shape,
      capsule(u + side * a * 0.3, v - b * 0.225, a * 0.045, u + side * a * 0.46, v - b * 0.235, a * 0.04),
      a * 0.05,
    );
    fill(canvas, arch, plain(brow));
  }
  const bridge = capsule(u + a * 0.05, v + b * 0.08, a * 0.035, u + a * 0.09, v + b * 0.3, a * 0.06);
  fill(canvas, bridge, plain(mix(look.skin, [0.35, 0.12, 0.08], 0.35), 0.5), a * 0.09);
  const tip = ellipse(u - a * 0.005, v + b * 0.31, a * 0.105, b * 0.062);
  fill(canvas, tip, clay(tip, mix(look.skin, [1, 0.75, 0.65], 0.16), a * 0.09));
  paintMouth(canvas, figure, expression.mouth);
  if (look.glasses) paintGlasses(canvas, u, v + b * 0.03, a, b);
}

/** Hair over the forehead. */
export function paintFringe(canvas: Canvas, figure: Figure): void {
  const { look } = figure;
  const { u, v, a, b } = headOf(figure);
  const crown = ellipse(u, v - b * 0.14, a * 1.09, b * 0.98);
  const face = union(
    ellipse(u + a * 0.16, v + b * 0.4, a * 0.86, b * 0.98),
    ellipse(u - a * 0.3, v + b * 0.52, a * 0.7, b * 0.9),
  );
  const cap = without(within(crown, box(u, v - b * 0.62, a * 2.6, b * 1.24)), face);
  fill(canvas, cap, hairPaint(cap, figure, a));
  if (look.hairStyle === 'bob') {
    for (const side of [-1, 1]) {
      const lock = capsule(
        u + side * a * 1.0,
        v - b * 0.3,
        a * 0.17,
        u + side * a * 1.06,
        v + b * 0.7,
        a * 0.16,
      );
      fill(canvas, lock, hairPaint(lock, figure, a));
    }
  }
}

/** The skull in scene units: middle, half width, half height. */
function headOf(figure: Figure): { u: number; v: number; a: number; b: number } {
  const { x, y, size } = frameOf(figure);
  const grown = figure.look.headSize;
  const b = 0.076 * size * grown;
  return { u: x(0), v: y(0.156) - b * 1.0, a: 0.06 * size * grown, b };
}

function skull(figure: Figure): Shape {
  const { u, v, a, b } = headOf(figure);
  return union(ellipse(u, v - b * 0.16, a, b * 0.84), ellipse(u, v + b * 0.36, a * 0.77, b * 0.66), a * 0.35);
}

function paintEye(canvas: Canvas, figure: Figure, u: number, v: number, open: boolean): void {
  const { look } = figure;
  const { a, b } = headOf(figure);
  const lid = mix(look.skin, [0.25, 0.1, 0.08], 0.75);
  if (!open) {
    const line = capsule(u - a * 0.13, v + b * 0.02, a * 0.022, u + a * 0.13, v + b * 0.02, a * 0.022);
    fill(canvas, line, plain(lid));
    return;
  }
  const ball = ellipse(u, v, a * 0.165, b * 0.094);
  fill(canvas, ball, (_, y) => dip([0.97, 0.96, 0.94], y < v - b * 0.03 ? 0.8 : 1));
  const iris = within(ellipse(u, v + b * 0.005, a * 0.1, a * 0.1), ball);
  fill(canvas, iris, (x, y) => {
    const r = Math.hypot(x - u, y - v) / a;
    dip(r < 0.05 ? [0.06, 0.05, 0.06] : mix([0.32, 0.24, 0.16], look.hair, 0.3));
  });
  const spark = ellipse(u - a * 0.035, v - b * 0.03, a * 0.027, a * 0.027);
  fill(canvas, spark, plain([1, 1, 1]));
  const lash = without(
    within(ellipse(u, v - b * 0.005, a * 0.19, b * 0.12), box(u, v - b * 0.09, a * 0.5, b * 0.14)),
    ellipse(u, v + b * 0.025, a * 0.19, b * 0.11),
  );
  fill(canvas, lash, plain(lid));
}

function paintMouth(canvas: Canvas, figure: Figure, open: 0 | 1 | 2): void {
  const { look } = figure;
  const { u, v, a, b } = headOf(figure);
  const lips = mix(look.skin, [0.66, 0.16, 0.17], look.beard ? 0.35 : 0.5);
  const at = v + b * 0.58;
  if (open > 0) {
    const top = at - b * 0.055;
    const mouth = within(
      ellipse(u, top, a * (0.26 - 0.02 * open), b * (0.09 + 0.055 * open)),
      box(u, top + b * 0.2, a, b * 0.4, b * 0.02),
    );
    fill(canvas, mouth, (_, y, d) => {
      if (-d < a * 0.028) dip(lips);
      else if (y < top + b * 0.06) dip([0.95, 0.94, 0.92]);
      else dip([0.42, 0.11, 0.12]);
    });
    return;
  }
  const smile = without(
    ellipse(u, at - b * 0.05, a * 0.26, b * 0.1),
    ellipse(u, at - b * 0.095, a * 0.3, b * 0.1),
  );
  fill(canvas, smile, plain(mix(lips, [0.35, 0.08, 0.08], 0.3)));
  const lower = ellipse(u, at + b * 0.065, a * 0.12, b * 0.022);
  fill(canvas, lower, plain(lips, 0.4), a * 0.05);
}

function paintBeard(canvas: Canvas, figure: Figure): void {
  const { look } = figure;
  const { u, v, b, a } = headOf(figure);
  const jaw = without(
    within(skull(figure), box(u, v + b * 0.78, a * 2.2, b * 0.98)),
    ellipse(u, v + b * 0.05, a * 0.74, b * 0.36),
  );
  const hair = mix(look.hair, look.skin, 0.18);
  fill(canvas, jaw, (x, y) => dip(hair, 0.95 + noiseAt((x / a) * 14, (y / a) * 7) * 0.14, 0.94), a * 0.1);
}

function paintGlasses(canvas: Canvas, u: number, v: number, a: number, b: number): void {
  for (const side of [-1, 1]) {
    const outer = box(u + side * a * 0.39, v, a * 0.6, b * 0.36, a * 0.15);
    const lens = box(u + side * a * 0.39, v, a * 0.51, b * 0.3, a * 0.12);
    fill(canvas, lens, (x, y) =>
      dip([0.9, 0.95, 1], 1, (x - y) * 40 - Math.floor((x - y) * 40) < 0.15 ? 0.16 : 0.06),
    );
    fill(canvas, without(outer, lens), RIM);
  }
  const bridge = capsule(u - a * 0.1, v - b * 0.03, a * 0.024, u + a * 0.1, v - b * 0.03, a * 0.024);
  fill(canvas, bridge, RIM);
}

function curls(u: number, v: number, a: number, b: number): Shape {
  let shape: Shape = ellipse(u, v, a * 0.84, b * 0.84);
  for (let index = 0; index < 13; index++) {
    const angle = Math.PI * (0.92 + (index / 12) * 1.16);
    const ball = ellipse(u + Math.cos(angle) * a * 0.78, v + Math.sin(angle) * b * 0.78, a * 0.25, a * 0.25);
    shape = union(shape, ball, a * 0.06);
  }
  return shape;
}

function hairPaint(shape: Shape, figure: Figure, a: number): Paint {
  const { hair, hairStyle } = figure.look;
  const round = clay(shape, hair, a * 0.45);
  const { u, v } = headOf(figure);
  return (x, y, d) => {
    round(x, y, d);
    const px = (x - u) / a;
    const py = (y - v) / a;
    const strand =
      hairStyle === 'curly' ? noiseAt(px * 9, py * 9) * 0.3 : noiseAt(px * 13 + py * 2, py * 2.2) * 0.2;
    const shine = hairStyle === 'curly' ? 0 : 0.26 * Math.max(0, 1 - Math.abs(py + 0.95 - px * 0.25) * 4.5);
    const light = 1 + strand + shine;
    for (let channel = 0; channel < 3; channel++) ink[channel]! *= light;
  };
}
