import { SdlError } from './error.ts';

/**
 * A projective map of the plane: the nine coefficients of a 3×3 matrix, row by row. A point x, y goes to
 * (ax + by + c) / (gx + hy + i), (dx + ey + f) / (gx + hy + i).
 */
export type Homography = Float64Array;

/**
 * Throws SdlError `bad-option` unless these are the corners of a convex quadrilateral: eight numbers, x and y of the
 * upper left, upper right, lower right and lower left corner, in fractions of the screen, −1…2.
 */
export function checkKeystone(corners: readonly number[]): void {
  const shown = `keystone [${corners.join(', ')}]`;
  if (corners.length !== 8 || !corners.every((value) => value >= -1 && value <= 2)) {
    throw new SdlError(
      'bad-option',
      `the ${shown} needs 8 numbers of -1…2: x and y of each corner, clockwise from the upper left`,
    );
  }
  for (let corner = 0; corner < 4; corner += 1) {
    if (turn(corners, corner) >= LEAST_TURN) continue;
    throw new SdlError(
      'bad-option',
      `the ${shown} is no picture's outline: its corners must not meet, cross or dent it, clockwise from the upper left`,
    );
  }
}

/** Twice the area of the triangle of a corner and its neighbours: above 0 where going round turns right. */
function turn(corners: readonly number[], corner: number): number {
  const [before, after] = [(corner + 3) % 4, (corner + 1) % 4];
  const [x, y] = [corners[corner * 2]!, corners[corner * 2 + 1]!];
  const [inX, inY] = [x - corners[before * 2]!, y - corners[before * 2 + 1]!];
  const [outX, outY] = [corners[after * 2]! - x, corners[after * 2 + 1]! - y];
  return inX * outY - inY * outX;
}

/**
 * The projective map that takes the corners of the unit square to these (P. Heckbert, Fundamentals of Texture Mapping and
 * Image Warping, 1989, 2.2.3), which {@link checkKeystone} has approved.
 */
export function homographyOf(corners: readonly number[]): Homography {
  const [x0, y0, x1, y1, x2, y2, x3, y3] = corners as readonly [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [dx1, dx2, dx3] = [x1 - x2, x3 - x2, x0 - x1 + x2 - x3];
  const [dy1, dy2, dy3] = [y1 - y2, y3 - y2, y0 - y1 + y2 - y3];
  const determinant = dx1 * dy2 - dx2 * dy1;
  const g = (dx3 * dy2 - dx2 * dy3) / determinant;
  const h = (dx1 * dy3 - dx3 * dy1) / determinant;
  return Float64Array.of(
    x1 - x0 + g * x1,
    x3 - x0 + h * x3,
    x0,
    y1 - y0 + g * y1,
    y3 - y0 + h * y3,
    y0,
    g,
    h,
    1,
  );
}

/** Where a point goes, into `into[at]` and `into[at + 1]`, times a width and a height. */
export function warp(
  map: Homography,
  x: number,
  y: number,
  into: Float32Array,
  at: number,
  width: number,
  height: number,
): void {
  const depth = map[6]! * x + map[7]! * y + map[8]!;
  into[at] = ((map[0]! * x + map[1]! * y + map[2]!) / depth) * width;
  into[at + 1] = ((map[3]! * x + map[4]! * y + map[5]!) / depth) * height;
}

/** No corner where the outline goes straight on: a sliver that nobody sees, and numbers that run away. */
const LEAST_TURN = 1e-3;
