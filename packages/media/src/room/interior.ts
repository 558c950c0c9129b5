import { type Canvas, type Colour, dip, fill, hex, ink, mix, type Paint, plain, wash } from './canvas.ts';
import { glow, softShadow } from './light.ts';
import { box, ellipse, polygon, within } from './shapes.ts';
import { noiseAt, noiseOf } from './texture.ts';

/** Where the wall ends and the floor begins. */
const FLOOR_V = 0.79;

const EVERYWHERE = { u0: -4, v0: 0, u1: 4, v1: 1 };

/** A plastered wall, lighter towards the window at `lightU`, with a skirting board at its foot. */
export function paintWall(canvas: Canvas, colour: Colour, lightU: number): void {
  const cool = mix(colour, hex('#20304a'), 0.35);
  wash(canvas, { ...EVERYWHERE, v1: FLOOR_V }, (u, v) => {
    const away = Math.min(Math.abs(u - lightU) / 1.6, 1);
    const plaster =
      noiseAt(u * 38, v * 38) * 0.012 + noiseAt(u * 150, v * 150) * 0.01 + noiseAt(u * 5, v * 5) * 0.014;
    const fall = 1.04 - 0.26 * away * away - 0.1 * (1 - v) * (1 - v) + plaster;
    const t = away * 0.55;
    ink[0] = (colour[0] + (cool[0] - colour[0]) * t) * fall;
    ink[1] = (colour[1] + (cool[1] - colour[1]) * t) * fall;
    ink[2] = (colour[2] + (cool[2] - colour[2]) * t) * fall;
    ink[3] = 1;
  });
  const white = mix(colour, [0.95, 0.94, 0.91], 0.75);
  wash(canvas, { ...EVERYWHERE, v0: FLOOR_V - 0.032, v1: FLOOR_V }, (u, v) => {
    const edge = v < FLOOR_V - 0.028 ? 1.04 : v > FLOOR_V - 0.006 ? 0.7 : 0.94;
    dip(white, edge * (1 - 0.22 * Math.min(Math.abs(u - lightU) / 1.6, 1)));
  });
}

/** Wooden planks running towards the viewer, slightly glossy under the window. */
export function paintFloor(canvas: Canvas, wood: Colour, lightU: number): void {
  const horizon = 0.42;
  const deep = mix(wood, [0.12, 0.06, 0.03], 0.5);
  wash(canvas, { ...EVERYWHERE, v0: FLOOR_V }, (u, v) => {
    const depth = (1 - horizon) / (v - horizon);
    const across = u * depth * 7;
    const plank = Math.floor(across);
    const inPlank = across - plank;
    const along = depth * 6 + noiseOf(plank, 3) * 4;
    const board = Math.floor(along);
    const tone = 0.94 + noiseOf(plank * 31 + board, 5) * 0.1;
    const grain =
      noiseAt(across * 9, along * 1.3 + plank * 17) * 0.05 + noiseAt(across * 34, along * 2.2) * 0.035;
    const seam = Math.min(inPlank, 1 - inPlank) < 0.018 * depth || along - board < 0.018 ? 0.72 : 1;
    const gloss = (u - lightU * 0.8) / (0.34 + (v - FLOOR_V));
    const sheen = 0.2 / (1 + 6 * gloss * gloss) - 0.03;
    const shade = (tone + grain) * seam * (v < FLOOR_V + 0.015 ? 0.82 + (v - FLOOR_V) * 12 : 1);
    const t = (0.5 + 0.5 * noiseOf(plank * 13 + board, 9)) * 0.35;
    for (let channel = 0; channel < 3; channel++) {
      ink[channel] =
        (wood[channel]! + (deep[channel]! - wood[channel]!) * t) * shade + sheen * (1 - channel * 0.12);
    }
    ink[3] = 1;
  });
}

/** A woven rug with a border, seen from a standing person's height. */
export function paintRug(
  canvas: Canvas,
  u: number,
  v: number,
  w: number,
  h: number,
  a: Colour,
  b: Colour,
): void {
  const shape = polygon([
    [u - w * 0.43, v - h / 2],
    [u + w * 0.43, v - h / 2],
    [u + w * 0.5, v + h / 2],
    [u - w * 0.5, v + h / 2],
  ]);
  softShadow(canvas, u, v + h * 0.08, w * 0.51, h * 0.56, 0.3);
  fill(canvas, shape, (x, y, d) => {
    const weave = 1 + noiseAt(x * 300, y * 420) * 0.07 + noiseAt(x * 20, y * 40) * 0.03;
    const row = (y - v) / h;
    const border = -d < 0.012 || (-d > 0.02 && -d < 0.026);
    const diamond = Math.abs(((((x - u) / w) * 14 + 40) % 1) - 0.5) + Math.abs(((row * 4 + 40) % 1) - 0.5);
    const t = border ? 1 : diamond < 0.2 ? 0.8 : diamond < 0.27 ? 0.25 : 0;
    dip(mix(a, b, t), weave);
  });
}

/** What is seen through a window. */
export interface View {
  readonly skyTop: Colour;
  readonly skyLow: Colour;
  readonly hills: Colour;
  readonly trees: Colour;
}

/** A window with a view out of focus, a sill, and curtains to its sides. */
export function paintWindow(
  canvas: Canvas,
  at: { readonly u: number; readonly v: number; readonly w: number; readonly h: number },
  view: View,
  curtain: Colour,
): void {
  const { u, v, w, h } = at;
  glow(canvas, u, v, w * 1.9, h * 1.5, view.skyLow, 0.28);
  const frame = box(u, v, w + 0.045, h + 0.045, 0.004);
  fill(canvas, frame, (_, y) => dip([0.93, 0.92, 0.9], 0.97 - (y - v) * 0.15));
  const pane = box(u, v, w, h);
  fill(canvas, pane, (x, y) => {
    const row = (y - v) / h + 0.5;
    const ridge = 0.62 + 0.1 * noiseAt(x * 4 + 3, 1.5) + 0.03 * noiseAt(x * 13, 7.5);
    const wood = 0.78 + 0.1 * noiseAt(x * 9 + 11, 3.5) + 0.05 * noiseAt(x * 27, 5.5);
    const cloud = Math.max(0, noiseAt(x * 6, y * 16 + 40) - 0.1) * 0.5 * (1 - row);
    const sky = mix(mix(view.skyTop, view.skyLow, row * 1.3), [1, 1, 1], cloud);
    const far = mix(sky, view.hills, soften(row - ridge, 0.03) * 0.9);
    dip(mix(far, view.trees, soften(row - wood, 0.05)), 1 + noiseAt(x * 24, y * 24) * 0.05 * row);
  });
  const bar: Paint = (x) => dip([0.9, 0.89, 0.87], x < u ? 0.98 : 0.92);
  for (const part of [box(u, v, 0.014, h), box(u, v - h * 0.16, w, 0.01)]) fill(canvas, part, bar);
  softShadow(canvas, u, v + h / 2 + 0.055, w * 0.62, 0.016, 0.3);
  const sill = box(u, v + h / 2 + 0.03, w + 0.12, 0.02, 0.003);
  fill(canvas, sill, (_, y) => dip([0.95, 0.94, 0.92], y < v + h / 2 + 0.024 ? 1.02 : 0.86));
  for (const side of [-1, 1]) paintCurtain(canvas, u + side * (w / 2 + 0.035), v, h, side, curtain);
  const rod = box(u, v - h / 2 - 0.055, w + 0.26, 0.009, 0.004);
  fill(canvas, rod, plain(hex('#4a3b30')));
}

function paintCurtain(canvas: Canvas, u: number, v: number, h: number, side: number, colour: Colour): void {
  const w = 0.085;
  const shape = box(u, v + 0.035, w, h + 0.19, 0.004);
  softShadow(canvas, u + side * 0.02, v + 0.035, w * 0.62, (h + 0.19) / 2, 0.22);
  fill(canvas, shape, (x, y) => {
    const folds = (x - u) * 190 + noiseAt(x * 20, y * 3) * 1.6;
    const lit = -side * (x - u) * 2.2;
    dip(colour, 0.86 + 0.13 * Math.sin(folds) + lit + 0.03 * noiseAt(x * 160, y * 160), 0.97);
  });
}

/** A framed picture: an abstract landscape by `seed`. */
export function paintPicture(
  canvas: Canvas,
  at: { readonly u: number; readonly v: number; readonly w: number; readonly h: number },
  frame: Colour,
  colours: readonly [Colour, Colour, Colour],
  seed: number,
): void {
  const { u, v, w, h } = at;
  softShadow(canvas, u + 0.008, v + 0.014, w / 2 + 0.008, h / 2 + 0.01, 0.35);
  const outer = box(u, v, w, h, 0.002);
  fill(canvas, outer, (x, y, d) => {
    const upright = w / 2 - Math.abs(x - u) < h / 2 - Math.abs(y - v);
    const lit = upright ? x < u : y < v;
    const bevel = -d > 0.006 ? 1 : lit ? 1.25 : 0.8;
    dip(frame, bevel);
  });
  const mat = box(u, v, w - 0.024, h - 0.024);
  fill(canvas, mat, plain([0.93, 0.92, 0.89]));
  const art = box(u, v, w - 0.07, h - 0.065);
  fill(canvas, art, (x, y) => {
    const row = (y - v) / h;
    const one = soften(row - 0.1 - 0.16 * noiseAt((x - u) * 9 + seed * 7, seed), 0.01);
    const two = soften(row - 0.22 - 0.12 * noiseAt((x - u) * 14 + seed * 3, seed + 5.5), 0.01);
    const brush = 1 + noiseAt(x * 60, y * 220) * 0.05;
    dip(mix(mix(colours[0], colours[1], one), colours[2], two), brush);
  });
  const sun = within(ellipse(u + w * 0.16 * (seed % 2 === 0 ? 1 : -1), v - h * 0.12, h * 0.1, h * 0.1), art);
  fill(canvas, sun, plain(mix(colours[2], [1, 0.93, 0.75], 0.7)));
}

function soften(value: number, width: number): number {
  const t = Math.min(Math.max(value / width + 0.5, 0), 1);
  return t * t * (3 - 2 * t);
}
