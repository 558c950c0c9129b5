import type { PlanarPicture } from '../screen.ts';

/**
 * First line of a YUV4MPEG2 file (the text format of mjpegtools, man page yuv4mpeg(5)): progressive, square pixels,
 * 4:2:0 with chroma sited as in H.264, limited range.
 */
export function y4mHeader(width: number, height: number, fps: number): string {
  return `YUV4MPEG2 W${width} H${height} F${Math.round(fps * 1000)}:1000 Ip A1:1 C420mpeg2 XCOLORRANGE=LIMITED\n`;
}

const FRAME_MARK: Uint8Array = new TextEncoder().encode('FRAME\n');

/** Bytes of one picture in the file, its mark included. */
export function y4mFrameBytes(width: number, height: number): number {
  return FRAME_MARK.length + width * height + 2 * halfUp(width) * halfUp(height);
}

/**
 * Writes the mark and the planes Y, U, V without padding into `into`, which holds at least {@link y4mFrameBytes}.
 * Returns whether the planes held all that the size says; else what was written means nothing.
 */
export function packY4mFrame(picture: PlanarPicture, into: Uint8Array): boolean {
  const { width, height } = picture;
  const chromaWidth = halfUp(width);
  const chromaHeight = halfUp(height);
  const u = FRAME_MARK.length + width * height;
  const v = u + chromaWidth * chromaHeight;
  into.set(FRAME_MARK, 0);
  if (!packRows(picture, 0, width, height, into, FRAME_MARK.length)) return false;
  if (picture.format === 'nv12') return splitChroma(picture, chromaWidth, chromaHeight, into.subarray(u));
  return (
    packRows(picture, 1, chromaWidth, chromaHeight, into, u) &&
    packRows(picture, 2, chromaWidth, chromaHeight, into, v)
  );
}

function packRows(
  picture: PlanarPicture,
  index: number,
  width: number,
  height: number,
  into: Uint8Array,
  start: number,
): boolean {
  const plane = picture.planes[index];
  const stride = picture.strides[index] ?? 0;
  if (plane === undefined || stride < width || plane.length < stride * (height - 1) + width) return false;
  if (stride === width) {
    into.set(plane.subarray(0, width * height), start);
    return true;
  }
  for (let row = 0; row < height; row += 1) {
    into.set(plane.subarray(row * stride, row * stride + width), start + row * width);
  }
  return true;
}

/** Interleaved U and V to one plane after the other. */
function splitChroma(picture: PlanarPicture, width: number, height: number, into: Uint8Array): boolean {
  const plane = picture.planes[1];
  const stride = picture.strides[1] ?? 0;
  if (plane === undefined || stride < 2 * width || plane.length < stride * (height - 1) + 2 * width)
    return false;
  const vStart = width * height;
  let to = 0;
  for (let row = 0; row < height; row += 1) {
    let from = row * stride;
    for (let column = 0; column < width; column += 1) {
      into[to] = plane[from]!;
      into[vStart + to] = plane[from + 1]!;
      from += 2;
      to += 1;
    }
  }
  return true;
}

function halfUp(pixels: number): number {
  return (pixels + 1) >> 1;
}
