import assert from 'node:assert/strict';
import type { Capture } from '@ajar/media';

/** What a capture sees now, as packed RGB in grey: stamps are black and white, so luma is all there is to read. */
export interface Screenshot {
  readonly rgb: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** µs of this machine's monotonic clock. */
  readonly capturedUs: number;
}

/** The next picture of a capture that does not end. */
export async function grabbed(eye: Capture): Promise<Screenshot> {
  const shot = await eye.next();
  assert.ok(shot !== null);
  const { width, height, data, linesize } = shot.frame;
  return { rgb: rgbOf(data![0]!, linesize[0]!, width, height), width, height, capturedUs: shot.capturedUs };
}

function rgbOf(luma: Uint8Array, stride: number, width: number, height: number): Uint8Array {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      rgb.fill(luma[y * stride + x]!, (y * width + x) * 3, (y * width + x) * 3 + 3);
  }
  return rgb;
}
