import { SdlError } from './error.ts';

/**
 * A planar 8-bit 4:2:0 picture. `yuv420p` has the planes Y, U, V; `nv12` has Y and interleaved
 * UV. Chroma planes are half as wide and high, rounded up. Strides are bytes from row to row. Planes are views on
 * memory of the producer and are only read during the call that takes the picture.
 */
export interface PlanarPicture {
  readonly width: number;
  readonly height: number;
  readonly format: 'yuv420p' | 'nv12';
  readonly planes: readonly Uint8Array[];
  readonly strides: readonly number[];
  /** How colours became Y, U and V. Default `bt709`. */
  readonly matrix?: 'bt709' | 'bt601' | 'bt2020';
  /** Default `limited`: luma 16…235. */
  readonly range?: 'limited' | 'full';
}

/** Largest width and height in pixels that is taken, 16K. */
export const MAX_PICTURE_SIZE = 16_384;

/**
 * Throws SdlError `bad-picture` unless every plane holds every row: native code reads the planes without looking.
 */
export function checkPicture(picture: PlanarPicture): void {
  const { width, height } = picture;
  if (!isSize(width) || !isSize(height)) throw badPicture(picture, 'has an impossible size');
  const chromaHeight = (height + 1) >> 1;
  const chromaWidth = (width + 1) >> 1;
  checkPlane(picture, 0, width, height);
  if (picture.format === 'nv12') {
    checkPlane(picture, 1, chromaWidth * 2, chromaHeight);
  } else if (picture.format === 'yuv420p') {
    checkPlane(picture, 1, chromaWidth, chromaHeight);
    checkPlane(picture, 2, chromaWidth, chromaHeight);
  } else {
    throw badPicture(picture, 'has a format other than yuv420p or nv12');
  }
}

function checkPlane(picture: PlanarPicture, index: number, rowBytes: number, rows: number): void {
  const plane = picture.planes[index];
  const stride = picture.strides[index];
  if (plane === undefined || stride === undefined) throw badPicture(picture, `lacks plane ${index}`);
  if (!Number.isSafeInteger(stride) || stride < rowBytes || stride > 0x7fff_ffff) {
    throw badPicture(picture, `has rows of ${rowBytes} bytes in plane ${index} but a stride of ${stride}`);
  }
  const needed = stride * (rows - 1) + rowBytes;
  if (plane.length < needed) {
    throw badPicture(picture, `needs ${needed} bytes in plane ${index} but has ${plane.length}`);
  }
}

function isSize(pixels: number): boolean {
  return Number.isInteger(pixels) && pixels >= 1 && pixels <= MAX_PICTURE_SIZE;
}

function badPicture(picture: PlanarPicture, what: string): SdlError {
  return new SdlError(
    'bad-picture',
    `the ${picture.width}x${picture.height} ${picture.format} picture ${what}`,
  );
}
