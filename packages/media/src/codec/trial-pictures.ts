import type { Frame } from 'node-av/lib';
import { drawProbePicture } from '../probe-picture.ts';
import type { Size } from '../size.ts';
import { allocateFrame } from './picture-frame.ts';

/** Columns and rows of patches. */
export const PATCHES = 8;

/** Pictures that encoders are tried with, drawn when the first one opens. */
export class TrialPictures {
  readonly #size: Size;
  #patches: Frame | undefined;
  #noisy: Frame | undefined;

  constructor(size: Size) {
    this.#size = size;
  }

  /** Patches of one colour each, which survive any bitrate. */
  get patches(): Frame {
    if (this.#patches === undefined) {
      this.#patches = allocateFrame(this.#size);
      for (let plane = 0; plane < 3; plane++) drawPatches(this.#patches, plane, this.#size);
    }
    return this.#patches;
  }

  /** Costs as much as it may. */
  get noisy(): Frame {
    if (this.#noisy === undefined) {
      this.#noisy = allocateFrame(this.#size);
      drawProbePicture(this.#noisy.data!, this.#noisy.linesize, this.#size, 0);
    }
    return this.#noisy;
  }

  close(): void {
    this.#patches?.free();
    this.#noisy?.free();
    this.#patches = undefined;
    this.#noisy = undefined;
  }
}

function drawPatches(frame: Frame, plane: number, size: Size): void {
  const width = plane === 0 ? size.width : size.width >> 1;
  const height = plane === 0 ? size.height : size.height >> 1;
  const bytes = frame.data![plane]!;
  const stride = frame.linesize[plane]!;
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * PATCHES) / height);
    for (let column = 0; column < PATCHES; column++) {
      const from = y * stride + Math.floor((column * width) / PATCHES);
      const to = y * stride + Math.floor(((column + 1) * width) / PATCHES);
      bytes.fill(patchValue(plane, column, row), from, to);
    }
  }
}

/** No two planes, nor two neighbours, are alike. */
function patchValue(plane: number, column: number, row: number): number {
  if (plane === 0) return 40 + ((column * 5 + row * 3) % 16) * 11;
  return plane === 1 ? 90 + column * 6 : 165 - row * 6;
}
