import { readLevels, STAMP_COLUMNS } from './stamp.ts';

/** A stamp found in a screenshot; `x`, `y` is the left end of its first finder, `cell` the side of a cell, in pixels. */
export interface FoundStamp {
  readonly value: number;
  readonly x: number;
  readonly y: number;
  readonly cell: number;
}

/**
 * Finds every stamp in a screenshot in which pictures are shown at any place and, for pictures at least 720 pixels wide, at a scale
 * from about 0.4 upwards. No rotation. Top to bottom.
 *
 * @param rgb rows of packed pixels without padding, red, green, blue first
 * @param channels bytes a pixel: 3 (RGB) or 4 (RGBA)
 */
export function findStamps(
  rgb: Uint8Array,
  width: number,
  height: number,
  channels: 3 | 4 = 3,
): FoundStamp[] {
  if (rgb.length < width * height * channels) {
    throw new RangeError(
      `a ${width}x${height} screenshot has ${width * height * channels} bytes, not ${rgb.length}`,
    );
  }
  return search(width, height, (y, row) => lumaOfRow(rgb, y * width * channels, channels, row));
}

/**
 * Finds every stamp as {@link findStamps} does, in a luma plane.
 *
 * @param stride bytes from one row to the next
 */
export function findStampsInLuma(
  plane: Uint8Array,
  stride: number,
  width: number,
  height: number,
): FoundStamp[] {
  if (plane.length < stride * (height - 1) + width) {
    throw new RangeError(`a plane of ${width}x${height} has more than ${plane.length} bytes`);
  }
  return search(width, height, (y, row) => row.set(plane.subarray(y * stride, y * stride + width)));
}

function search(
  width: number,
  height: number,
  readRow: (y: number, into: Float64Array) => void,
): FoundStamp[] {
  const found: FoundStamp[] = [];
  const row = new Float64Array(width);
  const edges = new Float64Array(width + 2);
  for (let y = 0; y < height; y++) {
    readRow(y, row);
    const edgeCount = findEdges(row, edges);
    const finders = findersOf(edges, edgeCount);
    for (let left = 0; left < finders.length; left++) {
      for (let right = left + 1; right < finders.length; right++) {
        const stamp = readBetween(row, finders[left]!, finders[right]!, y);
        if (stamp && !isKnown(found, stamp)) found.push(stamp);
      }
    }
  }
  return found;
}

/** The topmost stamp of a screenshot, see {@link findStamps}; undefined where there is none. */
export function findStamp(
  rgb: Uint8Array,
  width: number,
  height: number,
  channels: 3 | 4 = 3,
): FoundStamp | undefined {
  return findStamps(rgb, width, height, channels)[0];
}

/** Columns from the left end of the left finder to the right end of the right one. */
const SPAN = STAMP_COLUMNS - 2;
const THRESHOLD = 122;
const PROPORTIONS = [1, 1, 3, 1, 1] as const;

interface Finder {
  readonly start: number;
  readonly end: number;
}

function lumaOfRow(rgb: Uint8Array, from: number, channels: number, row: Float64Array): void {
  let at = from;
  for (let x = 0; x < row.length; x++) {
    row[x] = 0.2126 * rgb[at]! + 0.7152 * rgb[at + 1]! + 0.0722 * rgb[at + 2]!;
    at += channels;
  }
}

/**
 * Where brightness crosses the threshold, to a fraction of a pixel, as alternating falls (even index) and rises (odd). A row that
 * starts dark has its first fall at 0.
 */
function findEdges(row: Float64Array, edges: Float64Array): number {
  let count = 0;
  if (row[0]! < THRESHOLD) edges[count++] = 0;
  for (let x = 1; x < row.length; x++) {
    const before = row[x - 1]! - THRESHOLD;
    const here = row[x]! - THRESHOLD;
    if (before < 0 === here < 0) continue;
    edges[count++] = x - 0.5 + before / (before - here);
  }
  return count;
}

function findersOf(edges: Float64Array, count: number): Finder[] {
  const finders: Finder[] = [];
  for (let first = 0; first + 5 < count; first += 2) {
    const unit = (edges[first + 5]! - edges[first]!) / 7;
    if (unit >= 1 && isFinder(edges, first, unit)) {
      finders.push({ start: edges[first]!, end: edges[first + 5]! });
    }
  }
  return finders;
}

function isFinder(edges: Float64Array, first: number, unit: number): boolean {
  const tolerance = 0.4 * unit + 0.5;
  for (let run = 0; run < 5; run++) {
    const length = edges[first + run + 1]! - edges[first + run]!;
    if (Math.abs(length - PROPORTIONS[run]! * unit) > tolerance) return false;
  }
  return true;
}

const levels: Float64Array = new Float64Array(STAMP_COLUMNS);

function readBetween(row: Float64Array, left: Finder, right: Finder, y: number): FoundStamp | undefined {
  const cell = (right.end - left.start) / SPAN;
  const leftUnit = (left.end - left.start) / 7;
  if (cell < leftUnit * 0.8 - 0.1 || cell > leftUnit * 1.25 + 0.1) return undefined;
  for (let column = 0; column < STAMP_COLUMNS; column++) {
    levels[column] = brightnessAt(row, left.start + (column - 0.5) * cell);
  }
  const value = readLevels(levels);
  return value === undefined ? undefined : { value, x: left.start, y, cell };
}

/** Brightness at a place between pixel edges (pixel n covers n to n + 1), linearly interpolated. */
function brightnessAt(row: Float64Array, x: number): number {
  const at = Math.min(Math.max(x - 0.5, 0), row.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, row.length - 1);
  return row[low]! + (at - low) * (row[high]! - row[low]!);
}

/** The rows of one stamp all read the same; a picture may be split by a torn update, hence the value. */
function isKnown(found: readonly FoundStamp[], stamp: FoundStamp): boolean {
  return found.some(
    (known) =>
      known.value === stamp.value &&
      Math.abs(known.x - stamp.x) < 2 * known.cell &&
      stamp.y - known.y < 2 * known.cell,
  );
}
