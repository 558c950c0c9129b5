import type { Frame } from 'node-av/lib';
import type { Size } from '../size.ts';
import type { CaptureOptions, Crop } from './capture.ts';
import { createConverter, fitSize } from './converter.ts';
import { createPictureFilter, type PictureFilter } from './filter.ts';

/** What happens to a picture between source and encoder. */
export type Shape = Pick<CaptureOptions, 'size' | 'crop' | 'rotate' | 'mirror'>;

/** Crops, converts, turns and mirrors whatever a source delivers. What is not asked for costs nothing. */
export interface Shaper {
  /** Of every picture that comes out; even, with the proportions of the source. */
  readonly size: Size;
  /**
   * The picture as it was asked for, yuv420p or nv12, BT.709 limited range: `source` itself where that is so already, else one that belongs
   * to the shaper and is overwritten by the next call. A source whose proportions have changed gets black bars.
   *
   * @throws MediaError `unsupported` for a pixel format that FFmpeg cannot convert
   */
  convert(source: Frame): Frame;
  close(): void;
}

/**
 * @param native size of the source's pictures; they may come in others
 * @param shape the part wanted, then turned clockwise, then mirrored, to fit into `size`
 */
export function createShaper(native: Size, shape: Shape): Shaper {
  const { crop, rotate = 0, mirror = false } = shape;
  const sideways = rotate === 90 || rotate === 270;
  const upright = fitSize(
    crop ? croppedSize(native, crop) : native,
    sideways ? swap(shape.size) : shape.size,
  );
  const cropper = crop && createPictureFilter((size) => cropFilter(size, crop));
  const fitter = createFitter(upright);
  const turn = TURNS[mirror ? 'mirrored' : 'plain'][rotate];
  const turner = turn === '' ? undefined : createPictureFilter(() => turn);
  return {
    size: sideways ? swap(upright) : upright,
    convert: (source) => {
      const fitted = fitter.convert(cropper ? cropper.apply(source) : source);
      return turner ? turner.apply(fitted) : fitted;
    },
    close: () => {
      cropper?.close();
      fitter.close();
      turner?.close();
    },
  };
}

/** The size that a source should have so that `size` pixels are left of it, or undefined where none is wanted. */
export function sourceSize({ size, crop, rotate = 0 }: Shape): Size | undefined {
  const upright = rotate === 90 || rotate === 270 ? swap(size) : size;
  if (!upright || !crop) return upright;
  return { width: Math.round(upright.width / crop.width), height: Math.round(upright.height / crop.height) };
}

/** For people: what is done to the pictures, or nothing. */
export function describeShape({ crop, rotate, mirror }: Shape): string {
  return [crop && 'cropped', rotate && `turned by ${rotate}°`, mirror && 'mirrored']
    .filter(Boolean)
    .map((word) => `, ${word}`)
    .join('');
}

/** Clockwise. Each is one pass over the picture; an upside-down picture alone would be one with rows in reverse, so it is copied. */
const TURNS = {
  plain: { 0: '', 90: 'transpose=clock', 180: 'vflip,hflip', 270: 'transpose=cclock' },
  mirrored: { 0: 'hflip', 90: 'transpose=cclock_flip', 180: 'vflip,copy', 270: 'transpose=clock_flip' },
} as const;

/** Scales into a size; pictures of other proportions are put into the middle of a black one. */
function createFitter(size: Size): Pick<Shaper, 'convert' | 'close'> {
  let inner = size;
  let converter = createConverter(size);
  let bars: PictureFilter | undefined;
  let seenWidth = 0;
  let seenHeight = 0;

  const adapt = (source: Size): void => {
    seenWidth = source.width;
    seenHeight = source.height;
    const fitted = nearly(source, size) ? size : fitSize(source, size);
    if (fitted.width === inner.width && fitted.height === inner.height) return;
    inner = fitted;
    converter.close();
    bars?.close();
    bars = undefined;
    converter = createConverter(inner);
    if (inner.width === size.width && inner.height === size.height) return;
    bars = createPictureFilter(() => barsFilter(inner, size));
  };

  return {
    convert: (source) => {
      if (source.width !== seenWidth || source.height !== seenHeight) adapt(source);
      const converted = converter.convert(source);
      return bars ? bars.apply(converted) : converted;
    },
    close: () => {
      converter.close();
      bars?.close();
    },
  };
}

/** Evenness moves the proportions of a small picture by a pixel; that is worth no black bar. */
function nearly(source: Size, size: Size): boolean {
  const scale = Math.min(size.width / source.width, size.height / source.height);
  const width = size.width - source.width * scale;
  const height = size.height - source.height * scale;
  return width <= Math.max(2, size.width * 0.01) && height <= Math.max(2, size.height * 0.01);
}

function barsFilter(inner: Size, size: Size): string {
  const x = ((size.width - inner.width) >> 1) & ~1;
  const y = ((size.height - inner.height) >> 1) & ~1;
  return `pad=${size.width}:${size.height}:${x}:${y}:black`;
}

/** Crops by moving pointers, which costs nothing. */
function cropFilter(size: Size, crop: Crop): string {
  const { width, height } = croppedSize(size, crop);
  if (width === size.width && height === size.height) return 'null';
  const x = Math.min(Math.round(crop.x * size.width), size.width - width);
  const y = Math.min(Math.round(crop.y * size.height), size.height - height);
  return `crop=${width}:${height}:${x}:${y}`;
}

/** Never less than a block of chroma. What is hardly larger is left alone. */
function croppedSize(size: Size, crop: Crop): Size {
  if (Math.min(size.width, size.height) < 4) return size;
  return {
    width: Math.min(Math.max(Math.round(size.width * crop.width), 2), size.width),
    height: Math.min(Math.max(Math.round(size.height * crop.height), 2), size.height),
  };
}

function swap(size: Size): Size;
function swap(size: Size | undefined): Size | undefined;
function swap(size: Size | undefined): Size | undefined {
  return size && { width: size.height, height: size.width };
}
