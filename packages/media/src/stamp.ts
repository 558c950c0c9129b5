/**
 * A number that a machine can read out of a picture: a thin strip of black and white cells, centred at the top edge.
 *
 * Columns, left to right: a light one, a finder (dark 1, light 1, dark 3, light 1, dark 1: the proportions that
 * QR codes use), a light one, 53 bits of value, 3 bits of version (0), 16 bits of CRC-16/CCITT over the 56 bits before
 * it, a light one, a finder, a light one: 90 in all. Cells are whole transform blocks of the usual codecs
 * (8, 16, 24… pixels, starting on a macroblock), so that even the coarsest quantiser keeps them apart.
 */

/** Columns of a stamp, the light ones at both ends included. */
export const STAMP_COLUMNS = 90;
/** Column of the first data bit. */
const STAMP_FIRST_BIT = 9;
const VALUE_BITS = 53;
const CHECKED_BITS = 56;
/** Data bits of a stamp: value, version, checksum. */
const STAMP_BITS = 72;
const FRAME_COLUMNS = [1, 0, 1, 0, 0, 0, 1, 0, 1] as const;

const BLACK = 28;
const WHITE = 216;
const MIN_CONTRAST = 48;
const NEUTRAL = 128;

/** Where a stamp lies in a picture, in luma pixels. `cell` is the side of one cell. */
export interface StampBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly cell: number;
}

/**
 * Where the stamp of a picture of this size lies; undefined where there is no room (under 90 pixels wide). A cell is about
 * 1/160 of the width; under 720 pixels of width it is too small to survive strong compression.
 */
export function stampBox(width: number, height: number): StampBox | undefined {
  const cell = cellOf(width);
  if (cell === 0 || height < cell) return undefined;
  const x = leftOf(width, cell);
  return { x, y: 0, width: STAMP_COLUMNS * cell, height: cell, cell };
}

/**
 * Draws `value` into a luma plane, 8 bits a pixel.
 *
 * @param stride bytes from one row to the next
 * @param value integer, 0 ≤ value < 2^53
 * @returns false when the picture is too small for a stamp; nothing is drawn then
 */
export function writeStamp(
  plane: Uint8Array,
  stride: number,
  width: number,
  height: number,
  value: number,
): boolean {
  requireValue(value);
  const cell = cellOf(width);
  if (cell === 0 || height < cell) return false;
  const x = leftOf(width, cell);
  valueToBits(value, bits);
  let at = x;
  for (let column = 0; column < STAMP_COLUMNS; column++) {
    plane.fill(columnBit(column, bits) === 1 ? WHITE : BLACK, at, at + cell);
    at += cell;
  }
  for (let row = 1; row < cell; row++) plane.copyWithin(row * stride + x, x, at);
  return true;
}

/**
 * The columns of a stamp as {@link writeStamp} draws them, left to right, true where light: for those who draw a stamp by other means,
 * such as rectangles on a screen. What they draw is found by `findStamps` and read by {@link readLevels}.
 *
 * @param value integer, 0 ≤ value < 2^53
 * @returns {@link STAMP_COLUMNS} booleans
 */
export function stampCells(value: number): readonly boolean[] {
  requireValue(value);
  valueToBits(value, bits);
  return Array.from({ length: STAMP_COLUMNS }, (_, column) => columnBit(column, bits) === 1);
}

/**
 * Makes the chroma under the stamp grey, so that black and white are really black and white.
 *
 * @param planes luma and chroma of 4:2:0: three planes (yuv420p) or two (nv12)
 */
export function greyStampChroma(
  planes: readonly Uint8Array[],
  strides: readonly number[],
  width: number,
  height: number,
): void {
  const box = stampBox(width, height);
  if (!box) return;
  const perPixel = planes.length === 2 ? 2 : 1;
  const from = (box.x >> 1) * perPixel;
  const to = ((box.x + box.width + 1) >> 1) * perPixel;
  const rows = (box.height + 1) >> 1;
  for (let index = 1; index < planes.length; index++) {
    const stride = strides[index]!;
    for (let row = 0; row < rows; row++) planes[index]!.fill(NEUTRAL, row * stride + from, row * stride + to);
  }
}

/** The value that {@link writeStamp} drew into this luma plane, or undefined where none can be read with certainty. */
export function readStamp(
  plane: Uint8Array,
  stride: number,
  width: number,
  height: number,
): number | undefined {
  const box = stampBox(width, height);
  if (!box) return undefined;
  const { x, cell } = box;
  for (let column = 0; column < STAMP_COLUMNS; column++) {
    levels[column] = meanOfCell(plane, stride, x + column * cell, cell);
  }
  return readLevels(levels);
}

/**
 * Reads a stamp from the brightness of its 90 columns (any scale, light above dark); undefined where the finders, the contrast (at
 * least 48 of 255) or the checksum say no.
 */
export function readLevels(levels: Float64Array): number | undefined {
  const threshold = thresholdOf(levels);
  if (threshold === undefined) return undefined;
  for (let index = 0; index < STAMP_BITS; index++) {
    bits[index] = levels[STAMP_FIRST_BIT + index]! > threshold ? 1 : 0;
  }
  return bitsToValue(bits);
}

const bits: Uint8Array = new Uint8Array(STAMP_BITS);
const levels: Float64Array = new Float64Array(STAMP_COLUMNS);

/** Middle between the finders' dark and light columns; undefined when these are not what finders look like. */
function thresholdOf(levels: Float64Array): number | undefined {
  let darkest = 255;
  let dark = 0;
  let light = 0;
  let lightest = 0;
  let darkCount = 0;
  let lightCount = 0;
  for (let end = 0; end < 2; end++) {
    for (let index = 0; index < FRAME_COLUMNS.length; index++) {
      const level = levels[end === 0 ? index : STAMP_COLUMNS - FRAME_COLUMNS.length + index]!;
      if (FRAME_COLUMNS[index] === 1) {
        light += level;
        lightCount++;
        if (level < darkest) darkest = level;
      } else {
        dark += level;
        darkCount++;
        if (level > lightest) lightest = level;
      }
    }
  }
  const darkMean = dark / darkCount;
  const lightMean = light / lightCount;
  const threshold = (darkMean + lightMean) / 2;
  const ok = lightMean - darkMean >= MIN_CONTRAST && darkest > threshold && lightest < threshold;
  return ok ? threshold : undefined;
}

function requireValue(value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new RangeError(`a stamp holds an integer from 0 to 2^53 - 1, not ${value}`);
}

function cellOf(width: number): number {
  if (width >= STAMP_COLUMNS * 8) {
    return 8 * Math.min(Math.ceil(width / 160 / 8), Math.floor(width / STAMP_COLUMNS / 8));
  }
  const fits = Math.floor(width / STAMP_COLUMNS);
  return fits >= 4 ? 4 : fits >= 2 ? 2 : fits;
}

function leftOf(width: number, cell: number): number {
  const align = cell >= 4 ? 16 : 2;
  return Math.floor((width - STAMP_COLUMNS * cell) / 2 / align) * align;
}

/** Mean of the inner half of a cell, where neither deblocking nor ringing reaches far. */
function meanOfCell(plane: Uint8Array, stride: number, x: number, cell: number): number {
  const margin = cell >= 4 ? cell >> 2 : 0;
  let sum = 0;
  for (let row = margin; row < cell - margin; row++) {
    const start = row * stride + x;
    for (let column = margin; column < cell - margin; column++) sum += plane[start + column]!;
  }
  const side = cell - 2 * margin;
  return sum / (side * side);
}

function columnBit(column: number, bits: Uint8Array): number {
  if (column < STAMP_FIRST_BIT) return FRAME_COLUMNS[column]!;
  if (column < STAMP_FIRST_BIT + STAMP_BITS) return bits[column - STAMP_FIRST_BIT]!;
  return FRAME_COLUMNS[column - STAMP_FIRST_BIT - STAMP_BITS]!;
}

function valueToBits(value: number, bits: Uint8Array): void {
  const high = Math.floor(value / 2 ** 32);
  const low = value >>> 0;
  for (let index = 0; index < 21; index++) bits[index] = (high >>> (20 - index)) & 1;
  for (let index = 0; index < 32; index++) bits[21 + index] = (low >>> (31 - index)) & 1;
  bits.fill(0, VALUE_BITS, CHECKED_BITS);
  const check = crcOfBits(bits);
  for (let index = 0; index < 16; index++) bits[CHECKED_BITS + index] = (check >>> (15 - index)) & 1;
}

function bitsToValue(bits: Uint8Array): number | undefined {
  for (let index = VALUE_BITS; index < CHECKED_BITS; index++) if (bits[index] !== 0) return undefined;
  const check = crcOfBits(bits);
  for (let index = 0; index < 16; index++) {
    if (bits[CHECKED_BITS + index] !== ((check >>> (15 - index)) & 1)) return undefined;
  }
  let value = 0;
  for (let index = 0; index < VALUE_BITS; index++) value = value * 2 + bits[index]!;
  return value;
}

/** CRC-16 with the polynomial 0x1021 and all ones at first (ITU-T V.41 turned around: "CCITT-FALSE"), bit by bit. */
function crcOfBits(bits: Uint8Array): number {
  let crc = 0xffff;
  for (let index = 0; index < CHECKED_BITS; index++) {
    const out = ((crc >>> 15) ^ bits[index]!) & 1;
    crc = (crc << 1) & 0xffff;
    if (out === 1) crc ^= 0x1021;
  }
  return crc;
}
