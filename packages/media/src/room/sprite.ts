import type { Size } from '../size.ts';
import { type Bounds, type Canvas, createCanvas } from './canvas.ts';
import { addGrain, convert, createFinePicture, type FinePicture } from './yuv.ts';

/**
 * A cut-out in 4:2:0, ready to be laid over a picture; `left`, `top` (even) is its place there at rest. Only what is visible of it is
 * kept. Variants differ in grain only.
 */
export interface Sprite {
  readonly left: number;
  readonly top: number;
  readonly luma: Mask;
  readonly chroma: Mask;
  readonly y: readonly Buffer[];
  readonly u: readonly Buffer[];
  readonly v: readonly Buffer[];
}

/** What is visible of one plane of a sprite, and how much. */
export interface Mask {
  readonly height: number;
  /** Opacity of the visible pixels, 0 to 255, row after row without what lies between. */
  readonly alpha: Uint8Array;
  /** Of each row: where its column 0 would lie among the visible pixels. */
  readonly bases: Int32Array;
  /** Of each row, the first visible column and the one behind the last; both 0 for an empty row. */
  readonly firsts: Int16Array;
  readonly ends: Int16Array;
  /** What is visible, row by row: first column, last column + 1, and 1 where it is opaque. */
  readonly runs: Int16Array;
  /** Row n has the runs from `starts[n]` to `starts[n + 1]`. */
  readonly starts: Int32Array;
}

/** The planes of a picture. */
export interface Target {
  readonly width: number;
  readonly height: number;
  readonly planes: readonly Buffer[];
  readonly strides: readonly number[];
}

/** Sensor noise for cut-outs: each variant of a sprite begins elsewhere in it. */
export interface Grains {
  readonly luma: Int16Array;
  readonly chroma: Int16Array;
}

/** How many variants a sprite has. */
export const VARIANTS = 3;

/** Opacity from which on the little of the background that shines through is left out. */
const OPAQUE = 253;
/** Opaque runs shorter than this are blended like edges: a copy costs a call. */
const MIN_COPY = 24;
/** Painted between two steps, about half a millisecond's work. */
const STEP_PIXELS = 6144;

/** Paints a sprite within `bounds` (scene units, clipped to the picture), in steps of about a millisecond at most. */
export function* paintSprite(
  picture: Size,
  bounds: Bounds,
  grains: Grains,
  paint: (canvas: Canvas) => void,
): Generator<void, Sprite> {
  const left = evenWithin(Math.floor(bounds.u0 * picture.height + picture.width / 2) - 2, picture.width - 2);
  const top = evenWithin(Math.floor(bounds.v0 * picture.height) - 2, picture.height - 2);
  const right = evenWithin(Math.ceil(bounds.u1 * picture.height + picture.width / 2) + 3, picture.width);
  const bottom = evenWithin(Math.ceil(bounds.v1 * picture.height) + 3, picture.height);
  const width = Math.max(right - left, 2);
  const height = Math.max(bottom - top, 2);
  const fine = createFinePicture(width, height);
  const alpha = new Uint8Array(width * height);
  const rows = Math.max(2, Math.floor(STEP_PIXELS / width) & ~1);
  for (let y = 0; y < height; y += rows) {
    const canvas = createCanvas(picture, { left, top: top + y, width, height: Math.min(rows, height - y) });
    paint(canvas);
    convert(canvas, fine, y);
    const from = canvas.pixels;
    for (let index = 0, to = y * width; index < from.length; index += 4, to++) {
      alpha[to] = Math.round(from[index + 3]! * 255);
    }
    yield;
  }
  const luma = maskOf(alpha, width, height);
  yield;
  const chroma = maskOf(quarter(alpha, width, height), width >> 1, height >> 1);
  const y = variantsOf(fine.y, width, luma, grains.luma, 0);
  yield;
  const u = variantsOf(fine.u, width >> 1, chroma, grains.chroma, 1);
  const v = variantsOf(fine.v, width >> 1, chroma, grains.chroma, 2);
  return { left, top, luma, chroma, y, u, v };
}

/**
 * Lays one row of a sprite's plane over a row of a picture's plane.
 *
 * @param start where the picture's row begins in `into`
 * @param left column of the picture at which the sprite's column 0 comes to lie
 * @param width of the picture's plane: nothing is drawn beyond it
 */
export function drawRow(
  into: Buffer,
  start: number,
  left: number,
  width: number,
  mask: Mask,
  row: number,
  pixels: Buffer,
): void {
  const { runs, alpha } = mask;
  const base = mask.bases[row]!;
  const place = start + left;
  const last = mask.starts[row + 1]! * 3;
  for (let run = mask.starts[row]! * 3; run < last; run += 3) {
    const begin = Math.max(runs[run]!, -left);
    const end = Math.min(runs[run + 1]!, width - left);
    if (begin >= end) continue;
    if (runs[run + 2] === 1) {
      pixels.copy(into, place + begin, base + begin, base + end);
      continue;
    }
    for (let x = begin; x < end; x++) {
      const under = into[place + x]!;
      into[place + x] = under + (((pixels[base + x]! - under) * (alpha[base + x]! + 1)) >> 8);
    }
  }
}

function evenWithin(value: number, limit: number): number {
  return Math.min(Math.max(value & ~1, 0), limit);
}

function variantsOf(
  fine: FinePicture['y'],
  width: number,
  mask: Mask,
  grain: Int16Array,
  salt: number,
): Buffer[] {
  const visible = new Uint16Array(mask.alpha.length);
  eachRow(mask, width, (at, from, to) => visible.set(fine.subarray(from, to), at));
  return Array.from({ length: VARIANTS }, (_, index) => {
    const pixels = Buffer.alloc(visible.length);
    addGrain(visible, pixels, grain, index * 17_863 + salt * 7919);
    return pixels;
  });
}

function maskOf(full: Uint8Array, width: number, height: number): Mask {
  const runs: number[] = [];
  const starts = new Int32Array(height + 1);
  const bases = new Int32Array(height);
  const firsts = new Int16Array(height);
  const ends = new Int16Array(height);
  let visible = 0;
  for (let row = 0; row < height; row++) {
    const before = runs.length;
    findRuns(full, row * width, width, runs);
    starts[row + 1] = runs.length / 3;
    if (runs.length === before) continue;
    firsts[row] = runs[before]!;
    ends[row] = runs.at(-2)!;
    bases[row] = visible - firsts[row]!;
    visible += ends[row]! - firsts[row]!;
  }
  const alpha = new Uint8Array(visible);
  const mask = { height, alpha, bases, firsts, ends, runs: Int16Array.from(runs), starts };
  eachRow(mask, width, (at, from, to) => alpha.set(full.subarray(from, to), at));
  return mask;
}

/** Calls for every row that is not empty: where it begins among the visible pixels, and its begin and end among all. */
function eachRow(
  mask: Pick<Mask, 'height' | 'bases' | 'firsts' | 'ends'>,
  width: number,
  call: (at: number, from: number, to: number) => void,
): void {
  for (let row = 0; row < mask.height; row++) {
    const first = mask.firsts[row]!;
    const end = mask.ends[row]!;
    if (end > first) call(mask.bases[row]! + first, row * width + first, row * width + end);
  }
}

/** Appends the runs of a row: soft and opaque ones, with what is transparent left out. */
function findRuns(alpha: Uint8Array, start: number, width: number, runs: number[]): void {
  let x = 0;
  while (x < width) {
    while (x < width && alpha[start + x] === 0) x++;
    const soft = x;
    let solid = x;
    while (x < width && alpha[start + x] !== 0 && x - solid < MIN_COPY) {
      if (alpha[start + x]! < OPAQUE) solid = x + 1;
      x++;
    }
    if (x - solid < MIN_COPY) solid = x;
    if (solid > soft) runs.push(soft, solid, 0);
    while (x < width && alpha[start + x]! >= OPAQUE) x++;
    if (x > solid) runs.push(solid, x, 1);
  }
}

function quarter(alpha: Uint8Array, width: number, height: number): Uint8Array {
  const half = width >> 1;
  const out = new Uint8Array(half * (height >> 1));
  for (let y = 0; y < height >> 1; y++) {
    for (let x = 0; x < half; x++) {
      const at = 2 * y * width + 2 * x;
      out[y * half + x] =
        (alpha[at]! + alpha[at + 1]! + alpha[at + width]! + alpha[at + width + 1]! + 2) >> 2;
    }
  }
  return out;
}
