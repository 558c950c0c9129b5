import type { Frame } from 'node-av/lib';
import { drawProbePicture } from '../probe-picture.ts';
import type { Size } from '../size.ts';
import { allocateFrame } from './picture-frame.ts';

/** What these tests encode: a few pictures that differ, to be shown in turns. */
export function drawSequence(size: Size, count = 6): Frame[] {
  const frames: Frame[] = [];
  for (let index = 0; index < count; index++) {
    const frame = allocateFrame(size);
    drawProbePicture(frame.data!, frame.linesize, size, index);
    frames.push(frame);
  }
  return frames;
}

/** A copy of the picture's luma without padding. */
export function copyLuma(picture: {
  readonly width: number;
  readonly height: number;
  readonly planes: readonly Uint8Array[];
  readonly strides: readonly number[];
}): Uint8Array {
  const { width, height } = picture;
  const luma = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const start = y * picture.strides[0]!;
    luma.set(picture.planes[0]!.subarray(start, start + width), y * width);
  }
  return luma;
}

/** Peak signal-to-noise ratio in dB; infinite for equal pictures. */
export function psnr(left: Uint8Array, right: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += (left[index]! - right[index]!) ** 2;
  return 10 * Math.log10((255 * 255 * left.length) / sum);
}
