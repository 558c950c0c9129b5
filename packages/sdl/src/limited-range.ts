import type { PlanarPicture } from './picture.ts';

/** Makes limited range of full range, in memory that is used again for the next picture. Costs a pass in JavaScript. */
export class LimitedRange {
  #planes: Uint8Array[] = [];

  /** The result is valid until the next call. Its strides are those of the picture. */
  convert(picture: PlanarPicture): PlanarPicture {
    this.#planes = picture.planes.map((plane, index) => {
      const own = this.#planes[index];
      const into = own?.length === plane.length ? own : new Uint8Array(plane.length);
      const table = index === 0 ? LUMA : CHROMA;
      for (let at = 0; at < plane.length; at += 1) into[at] = table[plane[at]!]!;
      return into;
    });
    return { ...picture, planes: this.#planes, range: 'limited' };
  }
}

const LUMA: Uint8Array = Uint8Array.from({ length: 256 }, (_, value) => Math.round(16 + (value * 219) / 255));
const CHROMA: Uint8Array = Uint8Array.from({ length: 256 }, (_, value) =>
  Math.round(128 + ((value - 128) * 224) / 255),
);
