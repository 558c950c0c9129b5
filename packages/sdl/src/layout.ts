import { fitInside } from './letterbox.ts';
import type { Placement, Rect } from './rect.ts';

/** Which part of a picture is drawn where, in pixels: x, y, width, height each. A width of 0 is nothing. */
export interface Layout {
  /** Of the picture. */
  readonly source: Float64Array;
  /** Of the screen. */
  readonly target: Float64Array;
}

export function newLayout(): Layout {
  return { source: new Float64Array(4), target: new Float64Array(4) };
}

/**
 * Lays a picture of that size out on a screen of that size (pixels): as `placement` says, or else the part `crop` of it (all
 * of it by default) centred, as large as fits, in its own shape. What is beyond an edge is cut off on both sides, in
 * proportion.
 */
export function layOut(
  pictureWidth: number,
  pictureHeight: number,
  screenWidth: number,
  screenHeight: number,
  crop: Rect | undefined,
  placement: Placement | undefined,
  into: Layout,
): void {
  const { source, target } = into;
  if (placement === undefined) {
    const part = crop ?? WHOLE;
    setScaled(source, part, pictureWidth, pictureHeight);
    fitInside(source[2]!, source[3]!, screenWidth, screenHeight, fitted);
    target.set(fitted);
    return;
  }
  setScaled(source, placement.source, pictureWidth, pictureHeight);
  setScaled(target, placement.target, screenWidth, screenHeight);
  clip(source, target, 0, pictureWidth);
  clip(source, target, 1, pictureHeight);
  clip(target, source, 0, screenWidth);
  clip(target, source, 1, screenHeight);
}

function setScaled(into: Float64Array, rect: Rect, width: number, height: number): void {
  into[0] = rect.x * width;
  into[1] = rect.y * height;
  into[2] = rect.width * width;
  into[3] = rect.height * height;
}

/** Cuts a rectangle to 0…`end` along one axis (0 across, 1 down), and the other by as much in proportion. */
function clip(rect: Float64Array, other: Float64Array, axis: 0 | 1, end: number): void {
  const first = rect[axis]!;
  const size = rect[axis + 2]!;
  const from = Math.max(first, 0);
  const to = Math.min(first + size, end);
  if (size <= 0 || to <= from) {
    for (const emptied of [rect, other]) emptied.fill(0);
    return;
  }
  const otherSize = other[axis + 2]!;
  other[axis] = other[axis]! + ((from - first) / size) * otherSize;
  other[axis + 2] = ((to - from) / size) * otherSize;
  rect[axis] = from;
  rect[axis + 2] = to - from;
}

const WHOLE: Rect = { x: 0, y: 0, width: 1, height: 1 };
const fitted = new Int32Array(4);
