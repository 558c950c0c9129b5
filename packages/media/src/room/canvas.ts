/**
 * A small painter: shapes given by their distance function, painted pixel by pixel, antialiased, back to front.
 *
 * Places are in scene units: 1 is the height of the picture, u runs right from its middle, v down from its top.
 */

/** Colour, each channel 0 to 1, gamma-encoded as on a screen. */
export type Colour = readonly [number, number, number];

/** Signed distance in scene units from a place to a shape's edge, negative inside; may be an underestimate. */
type Distance = (u: number, v: number) => number;

/** Puts the colour at a place inside the shape into {@link ink}; `d` is the distance there. */
export type Paint = (u: number, v: number, d: number) => void;

/** Bounds of a shape in scene units. */
export interface Bounds {
  readonly u0: number;
  readonly v0: number;
  readonly u1: number;
  readonly v1: number;
}

/** A shape: how far a place is from its edge, and the box it fits in. */
export interface Shape {
  readonly distance: Distance;
  readonly bounds: Bounds;
}

/** A rectangle of the picture being painted, premultiplied RGBA, 0 to 1, four floats a pixel. */
export interface Canvas {
  /** Picture height in pixels, that is pixels per scene unit. */
  readonly scale: number;
  /** Picture column at which u = 0. */
  readonly centre: number;
  /** Left column and top row of this rectangle in the picture. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: Float32Array;
}

/** What a {@link Paint} paints with: red, green, blue, opacity. One for all, because a result object per pixel is too slow. */
export const ink: Float64Array = new Float64Array(4);

/** Fills {@link ink}. */
export function dip(colour: Colour, light = 1, opacity = 1): void {
  ink[0] = colour[0] * light;
  ink[1] = colour[1] * light;
  ink[2] = colour[2] * light;
  ink[3] = opacity;
}

/** A paint of one colour. */
export function plain(colour: Colour, opacity = 1): Paint {
  return () => dip(colour, 1, opacity);
}

/** `#rrggbb` as a colour. */
export function hex(text: string): Colour {
  const value = Number.parseInt(text.slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

/** A colour between two: `a` at 0, `b` at 1. */
export function mix(a: Colour, b: Colour, t: number): Colour {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

/** An empty (transparent) canvas for a rectangle of a picture of the given size. */
export function createCanvas(
  picture: { readonly width: number; readonly height: number },
  rectangle: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
): Canvas {
  return {
    scale: picture.height,
    centre: picture.width / 2,
    ...rectangle,
    pixels: new Float32Array(rectangle.width * rectangle.height * 4),
  };
}

/**
 * Paints one shape.
 *
 * @param soft width in scene units over which the edge fades from full to nothing; 0 is one pixel
 */
export function fill(canvas: Canvas, shape: Shape, paint: Paint, soft = 0): void {
  const { bounds, distance } = shape;
  const { scale, centre, left, top, width, height, pixels } = canvas;
  const pixel = 1 / scale;
  const fade = Math.max(soft, pixel);
  const reach = fade / 2;
  const x0 = Math.max(0, Math.floor((bounds.u0 - reach) * scale + centre) - left);
  const x1 = Math.min(width, Math.ceil((bounds.u1 + reach) * scale + centre) - left);
  const y0 = Math.max(0, Math.floor((bounds.v0 - reach) * scale) - top);
  const y1 = Math.min(height, Math.ceil((bounds.v1 + reach) * scale) - top);
  for (let y = y0; y < y1; y++) {
    const v = (y + top + 0.5) * pixel;
    for (let x = x0; x < x1; x++) {
      const u = (x + left + 0.5 - centre) * pixel;
      const d = distance(u, v);
      if (d >= reach) {
        x += Math.max(0, Math.floor((d - reach) * 0.5 * scale) - 1);
        continue;
      }
      let cover = 1;
      if (d > -reach) {
        cover = 0.5 - d / fade;
        if (soft > 0) cover = cover * cover * (3 - 2 * cover);
      }
      paint(u, v, d);
      blend(pixels, (y * width + x) * 4, ink[3]! * cover);
    }
  }
}

/** Paints a whole rectangle, with hard edges on pixels. */
export function wash(canvas: Canvas, bounds: Bounds, paint: Paint): void {
  fill(canvas, { bounds, distance: inside }, paint);
}

function inside(): number {
  return -1;
}

function blend(pixels: Float32Array, at: number, alpha: number): void {
  const rest = 1 - alpha;
  pixels[at] = ink[0]! * alpha + pixels[at]! * rest;
  pixels[at + 1] = ink[1]! * alpha + pixels[at + 1]! * rest;
  pixels[at + 2] = ink[2]! * alpha + pixels[at + 2]! * rest;
  pixels[at + 3] = alpha + pixels[at + 3]! * rest;
}
