import type { PlanarPicture } from '@ajar/screen';

/** A row of cells is at least eight pixels high. */
const rowStep = 4;

/** Every fourth row of a picture's luma, kept to be looked at after the picture was presented. */
export class Glance {
  #rows = new Uint8Array(0);
  width = 0;
  height = 0;

  /** Copies what it keeps. */
  take({ width, height, planes, strides }: PlanarPicture): void {
    const luma = planes[0]!;
    const stride = strides[0]!;
    this.width = width;
    this.height = Math.floor(height / rowStep);
    if (this.#rows.length < width * this.height) this.#rows = new Uint8Array(width * this.height);
    for (let row = 0; row < this.height; row++) {
      const from = row * rowStep * stride;
      this.#rows.set(luma.subarray(from, from + width), row * width);
    }
  }

  /** Luma, `height` rows of `width` bytes; valid until the next {@link take}. */
  get rows(): Uint8Array {
    return this.#rows;
  }

  /** Keeps nothing any more. */
  forget(): void {
    this.height = 0;
  }
}
