import { SdlError } from './error.ts';

/** A rectangle in fractions of something: 0, 0 is its upper left corner and 1, 1 its lower right one. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Which part of a picture goes where: `source` in fractions of the picture, `target` in fractions of the screen. Either
 * may go beyond the edges of what it is a part of; what is beyond is not shown. −100…100, sizes above 0.
 */
export interface Placement {
  readonly source: Rect;
  readonly target: Rect;
}

/** Throws SdlError `bad-option` unless this is a part of a picture: inside 0…1 and not empty. */
export function checkCrop(crop: Rect): void {
  checkRect('crop', crop);
  const { x, y, width, height } = crop;
  if (x < 0 || y < 0 || x + width > 1 + ROUNDING || y + height > 1 + ROUNDING) {
    throw badRect('crop', crop, 'goes beyond the picture: use fractions 0…1 of it');
  }
}

/** Throws SdlError `bad-option` for numbers that place nothing anywhere. */
export function checkPlacement({ source, target }: Placement): void {
  checkRect('source', source);
  checkRect('target', target);
}

function checkRect(name: string, rect: Rect): void {
  const { x, y, width, height } = rect;
  const isPlace = [x, y, width, height].every(
    (value) => Number.isFinite(value) && Math.abs(value) <= FARTHEST,
  );
  if (!isPlace) throw badRect(name, rect, `needs numbers of -${FARTHEST}…${FARTHEST}`);
  if (width < SMALLEST || height < SMALLEST)
    throw badRect(name, rect, 'is empty: give it a width and a height');
}

function badRect(name: string, { x, y, width, height }: Rect, what: string): SdlError {
  return new SdlError('bad-option', `the ${name} [${x}, ${y}, ${width}, ${height}] ${what}`);
}

const FARTHEST = 100;
const SMALLEST = 1e-4;
/** Three tenths, say, are no exact number. */
const ROUNDING = 1e-9;
