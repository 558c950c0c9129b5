import type { Size } from '../size.ts';
import { type Bounds, type Canvas, createCanvas } from './canvas.ts';
import { addGrain, convert, createFinePicture } from './yuv.ts';

/** A cut-out in 4:2:0, ready to be laid over a picture; `left`, `top` (even) is its place there at rest. */
export interface Sprite {
  readonly left: number;
  readonly top: number;
  readonly luma: Layer;
  readonly u: Layer;
  readonly v: Layer;
}

/** One plane of a sprite. `variants` differ in grain only. */
interface Layer {
  readonly width: number;
  readonly height: number;
  readonly variants: readonly Buffer[];
  /** Opacity, 0 to 255. */
  readonly alpha: Uint8Array;
  /** What is visible, row by row: first column, last column + 1, and 1 where it is opaque. */
  readonly runs: Int16Array;
  /** Row n has the runs from `starts[n]` to `starts[n + 1]`. */
  readonly starts: Int32Array;
}

/** Opacity from which on the little of the background that shines through is left out. */
const OPAQUE = 253;

/** The planes of the picture that sprites are laid over. */
export interface Target {
  readonly width: number;
  readonly height: number;
  readonly planes: readonly Buffer[];
  readonly strides: readonly number[];
}

/** How a sprite is moved and bent, in pixels; row n of the picture moves right by dx + lean·bend[n] + tilt·(pivot − n). */
export interface Placement {
  dx: number;
  dy: number;
  lean: number;
  bend: Float64Array;
  tilt: number;
  pivot: number;
}

/** Paints a sprite within `bounds` (scene units, clipped to the picture). */
export function createSprite(
  picture: Size,
  bounds: Bounds,
  grains: readonly Int16Array[],
  paint: (canvas: Canvas) => void,
): Sprite {
  const left = evenWithin(Math.floor(bounds.u0 * picture.height + picture.width / 2) - 2, picture.width - 2);
  const top = evenWithin(Math.floor(bounds.v0 * picture.height) - 2, picture.height - 2);
  const right = evenWithin(Math.ceil(bounds.u1 * picture.height + picture.width / 2) + 3, picture.width);
  const bottom = evenWithin(Math.ceil(bounds.v1 * picture.height) + 3, picture.height);
  const width = Math.max(right - left, 2);
  const height = Math.max(bottom - top, 2);
  const canvas = createCanvas(picture, { left, top, width, height });
  paint(canvas);
  const fine = createFinePicture(width, height);
  convert(canvas, fine, 0);
  const alpha = new Uint8Array(width * height);
  for (let index = 0; index < alpha.length; index++) {
    alpha[index] = Math.round(canvas.pixels[index * 4 + 3]! * 255);
  }
  const half = quarter(alpha, width, height);
  const smooth = new Int16Array(1024);
  const chroma = (from: Uint16Array): Layer => createLayer(from, half, width >> 1, height >> 1, [smooth]);
  return {
    left,
    top,
    luma: createLayer(fine.y, alpha, width, height, grains),
    u: chroma(fine.u),
    v: chroma(fine.v),
  };
}

/** Lays a sprite over the picture. Rows and columns outside of it are left out. */
export function drawSprite(target: Target, sprite: Sprite, at: Placement, variant: number): void {
  drawLayer(target, 0, sprite, sprite.luma, at, variant);
  drawLayer(target, 1, sprite, sprite.u, at, 0);
  drawLayer(target, 2, sprite, sprite.v, at, 0);
}

function drawLayer(
  target: Target,
  plane: number,
  sprite: Sprite,
  layer: Layer,
  at: Placement,
  variant: number,
): void {
  const shrink = plane === 0 ? 0 : 1;
  const into = target.planes[plane]!;
  const stride = target.strides[plane]!;
  const limit = target.width >> shrink;
  const top = (sprite.top + at.dy) >> shrink;
  const from = layer.variants[variant % layer.variants.length]!;
  const { runs, starts, width } = layer;
  const firstRow = Math.max(0, -top);
  const lastRow = Math.min(layer.height, (target.height >> shrink) - top);
  for (let row = firstRow; row < lastRow; row++) {
    const lastRun = starts[row + 1]!;
    let run = starts[row]!;
    if (run === lastRun) continue;
    const pictureRow = (row + top) << shrink;
    const shift = at.dx + at.lean * at.bend[pictureRow]! + at.tilt * (at.pivot - pictureRow);
    const left = Math.round(sprite.left + shift) >> shrink;
    const source = row * width;
    const place = (row + top) * stride + left;
    for (; run < lastRun; run++) {
      const begin = Math.max(runs[run * 3]!, -left);
      const end = Math.min(runs[run * 3 + 1]!, limit - left);
      if (begin >= end) continue;
      if (runs[run * 3 + 2] === 1) from.copy(into, place + begin, source + begin, source + end);
      else blendRow(into, place, from, layer.alpha, source, begin, end);
    }
  }
}

function blendRow(
  into: Buffer,
  place: number,
  from: Buffer,
  alpha: Uint8Array,
  source: number,
  begin: number,
  end: number,
): void {
  for (let x = begin; x < end; x++) {
    const opacity = alpha[source + x]!;
    if (opacity === 0) continue;
    const under = into[place + x]!;
    into[place + x] = under + (((from[source + x]! - under) * (opacity + 1)) >> 8);
  }
}

function evenWithin(value: number, limit: number): number {
  return Math.min(Math.max(value & ~1, 0), limit);
}

function createLayer(
  fine: Uint16Array,
  alpha: Uint8Array,
  width: number,
  height: number,
  grains: readonly Int16Array[],
): Layer {
  const variants = grains.map((grain, index) => {
    const pixels = Buffer.alloc(width * height);
    addGrain(fine, pixels, grain, index * 7919);
    return pixels;
  });
  return { width, height, variants, alpha, ...runsOf(alpha, width, height) };
}

/** Opaque runs shorter than this are blended like edges: a copy costs a call. */
const MIN_COPY = 16;

function runsOf(alpha: Uint8Array, width: number, height: number): Pick<Layer, 'runs' | 'starts'> {
  const runs: number[] = [];
  const starts = new Int32Array(height + 1);
  for (let row = 0; row < height; row++) {
    const start = row * width;
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
    starts[row + 1] = runs.length / 3;
  }
  return { runs: Int16Array.from(runs), starts };
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
