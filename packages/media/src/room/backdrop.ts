import type { Size } from '../size.ts';
import { greyStampChroma } from '../stamp.ts';
import { createCanvas } from './canvas.ts';
import type { Scene } from './scene.ts';
import type { Grains, Target } from './sprite.ts';
import { addGrain, convert, createFinePicture, type FinePicture } from './yuv.ts';

/** The empty room with sensor noise: planes of yuv420p without padding. */
export interface Backdrop {
  readonly width: number;
  readonly planes: readonly Buffer[];
}

const BAND_ROWS = 48;
/** Given noise between two steps, about half a millisecond's work. */
const STEP_PIXELS = 1 << 17;

/** The room without people and without noise. */
export function paintEmpty(size: Size, scene: Scene): FinePicture {
  const fine = createFinePicture(size.width, size.height);
  // Beyond the ends of the walls, which only a picture much wider than high shows.
  for (const [plane, level] of [
    [fine.y, 1024],
    [fine.u, 2048],
    [fine.v, 2048],
  ] as const)
    plane.fill(level);
  const band = createCanvas(size, { left: 0, top: 0, width: size.width, height: BAND_ROWS });
  for (let top = 0; top < size.height; top += BAND_ROWS) {
    const height = Math.min(BAND_ROWS, size.height - top);
    const canvas = { ...band, top, height };
    scene.paint(canvas);
    convert(canvas, fine, top);
  }
  return fine;
}

/** Gives the empty room noise of its own, in steps of about a millisecond at most. */
export function* addNoise(fine: FinePicture, grains: Grains, index: number): Generator<void, Backdrop> {
  const { width, height } = fine;
  const planes: Buffer[] = [];
  for (const [number, plane] of [fine.y, fine.u, fine.v].entries()) {
    const grain = number === 0 ? grains.luma : grains.chroma;
    const salt = index * 48_611 + number * 17_389;
    const pixels = Buffer.alloc(plane.length);
    planes.push(pixels);
    for (let at = 0; at < plane.length; at += STEP_PIXELS) {
      const end = Math.min(at + STEP_PIXELS, plane.length);
      addGrain(plane.subarray(at, end), pixels.subarray(at, end), grain, salt + at);
      yield;
    }
  }
  greyStampChroma(planes, [width, width >> 1, width >> 1], width, height);
  return { width, planes };
}

/** Copies rows of luma (both even) and their chroma. */
export function copyRows(from: Backdrop, into: Target, top: number, bottom: number): void {
  for (let index = 0; index < 3; index++) {
    const shrink = index === 0 ? 0 : 1;
    const plane = into.planes[index]!;
    const stride = into.strides[index]!;
    const width = from.width >> shrink;
    const first = top >> shrink;
    const last = bottom >> shrink;
    if (stride === width) {
      from.planes[index]!.copy(plane, first * width, first * width, last * width);
      continue;
    }
    for (let row = first; row < last; row++) {
      from.planes[index]!.copy(plane, row * stride, row * width, (row + 1) * width);
    }
  }
}
