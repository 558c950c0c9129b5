import type { PlanarPicture } from '../picture.ts';

type Rgb = readonly [number, number, number];

/** Colours that cover the corners and the middle of what BT.709 limited range can show. */
export const PATCHES: readonly Rgb[] = [
  [255, 255, 255],
  [191, 191, 0],
  [0, 191, 191],
  [0, 191, 0],
  [191, 0, 191],
  [191, 0, 0],
  [0, 0, 191],
  [16, 16, 16],
  [128, 128, 128],
  [224, 160, 130],
];

/** Vertical bars of {@link PATCHES}, each as wide as the other; `padding` unused bytes end every row. */
export function testCard(
  width: number,
  height: number,
  format: PlanarPicture['format'],
  padding = 0,
): PlanarPicture {
  const chromaWidth = (width + 1) >> 1;
  const chromaHeight = (height + 1) >> 1;
  const chromaStep = format === 'nv12' ? 2 : 1;
  const lumaStride = width + padding;
  const chromaStride = chromaWidth * chromaStep + padding;
  const y = new Uint8Array(lumaStride * height);
  const chroma = new Uint8Array(chromaStride * chromaHeight);
  const v = format === 'nv12' ? chroma.subarray(1) : new Uint8Array(chroma.length);
  for (let row = 0; row < height; row += 1) {
    for (let x = 0; x < width; x += 1) y[row * lumaStride + x] = toYuv(patchAt(x, width))[0];
  }
  for (let row = 0; row < chromaHeight; row += 1) {
    for (let x = 0; x < chromaWidth; x += 1) {
      const [, cb, cr] = toYuv(patchAt(x * 2, width));
      chroma[row * chromaStride + x * chromaStep] = cb;
      v[row * chromaStride + x * chromaStep] = cr;
    }
  }
  const strides = [lumaStride, chromaStride, chromaStride];
  if (format === 'nv12') return { width, height, format, planes: [y, chroma], strides: strides.slice(0, 2) };
  return { width, height, format, planes: [y, chroma, v], strides };
}

/** Where the middle of a patch is, as a share of the width. */
export function patchCentre(index: number): number {
  return (index + 0.5) / PATCHES.length;
}

function patchAt(x: number, width: number): Rgb {
  return PATCHES[Math.min(PATCHES.length - 1, Math.floor((x * PATCHES.length) / width))]!;
}

/** ITU-R BT.709-6, items 3.2 to 3.4, 8 bits. */
function toYuv([r, g, b]: Rgb): Rgb {
  const luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return [
    Math.round(16 + (luma * 219) / 255),
    Math.round(128 + ((b - luma) / 1.8556) * (224 / 255)),
    Math.round(128 + ((r - luma) / 1.5748) * (224 / 255)),
  ];
}
