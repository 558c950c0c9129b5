import type { Size } from './size.ts';

/**
 * Draws picture `index` of a sequence that costs an encoder about what a room does: a still, textured background, a figure that
 * moves, and sensor noise that is new in every picture. Deterministic.
 *
 * @param planes luma and chroma, yuv420p
 * @param strides bytes from one row to the next, a plane each
 */
export function drawProbePicture(
  planes: readonly Uint8Array[],
  strides: readonly number[],
  size: Size,
  index: number,
): void {
  const { width, height } = size;
  const noise = makeNoise(index + 1);
  const luma = planes[0]!;
  const left = Math.round(width * (0.3 + 0.02 * index));
  const right = left + (width >> 2);
  for (let y = 0; y < height; y++) {
    const start = y * strides[0]!;
    const offset = (y * 7919) & NOISE_MASK;
    const isFigure = y > height >> 2;
    for (let x = 0; x < width; x++) {
      const inside = isFigure && x >= left && x < right;
      const texture = inside ? ((x - left) ^ (y * 3)) & 15 : ((x >> 3) ^ (y >> 3)) & 31;
      const base = inside ? 60 : 90 + (y * 60) / height;
      luma[start + x] = base + texture + noise[(offset + x) & NOISE_MASK]!;
    }
  }
  planes[1]!.fill(124);
  planes[2]!.fill(132);
}

const NOISE_MASK = 0xffff;

/** About normally distributed, standard deviation 2. */
function makeNoise(seed: number): Int8Array {
  const noise = new Int8Array(NOISE_MASK + 1);
  let state = seed >>> 0;
  for (let index = 0; index < noise.length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    noise[index] = Math.round((((state >>> 24) + ((state >>> 16) & 255) - 255) * 2) / 104);
  }
  return noise;
}
