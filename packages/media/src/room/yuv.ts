import type { Canvas } from './canvas.ts';

/** Planes of 4:2:0 in BT.709 limited range being filled in a sixteenth of an 8-bit level, so that grain hides the steps. */
export interface FinePicture {
  readonly width: number;
  readonly height: number;
  readonly y: Uint16Array;
  readonly u: Uint16Array;
  readonly v: Uint16Array;
}

/** A fine picture of even width and height, all zero. */
export function createFinePicture(width: number, height: number): FinePicture {
  const chroma = (width / 2) * (height / 2);
  return {
    width,
    height,
    y: new Uint16Array(width * height),
    u: new Uint16Array(chroma),
    v: new Uint16Array(chroma),
  };
}

/**
 * Converts an opaque or cut-out canvas into the rows of `into` from `top` on; colours are those under the transparency. Where there is
 * nothing, `into` stays as it is.
 */
export function convert(canvas: Canvas, into: FinePicture, top: number): void {
  const { width, height, pixels } = canvas;
  const half = width >> 1;
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      if (isEmpty(pixels, (y * width + x) * 4, width * 4)) continue;
      let red = 0;
      let green = 0;
      let blue = 0;
      let weight = 0;
      for (let corner = 0; corner < 4; corner++) {
        const px = x + (corner & 1);
        const py = y + (corner >> 1);
        const at = (py * width + px) * 4;
        const alpha = pixels[at + 3]!;
        red += pixels[at]!;
        green += pixels[at + 1]!;
        blue += pixels[at + 2]!;
        weight += alpha;
        const luma = alpha > 0 ? lumaOf(pixels[at]!, pixels[at + 1]!, pixels[at + 2]!) / alpha : 0;
        into.y[(py + top) * width + px] = 256 + 3504 * clamp(luma);
      }
      const scale = weight > 0 ? 1 / weight : 0;
      const luma = lumaOf(red, green, blue) * scale;
      const at = ((y + top) >> 1) * half + (x >> 1);
      into.u[at] = 2048 + 3584 * clampSigned((blue * scale - luma) / 1.8556);
      into.v[at] = 2048 + 3584 * clampSigned((red * scale - luma) / 1.5748);
    }
  }
}

/** Whether two by two pixels from `at` on are wholly transparent. */
function isEmpty(pixels: Float32Array, at: number, stride: number): boolean {
  const below = at + stride;
  const opacity = pixels[at + 3]! + pixels[at + 7]! + pixels[below + 3]! + pixels[below + 7]!;
  return opacity === 0;
}

/** Rounds to 8 bits with grain: `from` in sixteenths, grain read from `offset` on, wrapping round. */
export function addGrain(from: Uint16Array, into: Uint8Array, grain: Int16Array, offset: number): void {
  const length = grain.length;
  let at = 0;
  let index = offset % length;
  while (at < from.length) {
    const run = Math.min(from.length - at, length - index);
    for (let i = 0; i < run; i++) into[at + i] = (from[at + i]! + grain[index + i]! + 8) >> 4;
    at += run;
    index = 0;
  }
}

function lumaOf(red: number, green: number, blue: number): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Keeps clear of both ends, so that grain never wraps round. */
function clamp(value: number): number {
  return value < 0.02 ? 0.02 : value > 0.98 ? 0.98 : value;
}

function clampSigned(value: number): number {
  return value < -0.48 ? -0.48 : value > 0.48 ? 0.48 : value;
}
