/** Sample rate of all sound inside Ajar, in Hz. */
export const RATE_HZ = 48_000;

/** Channels of all sound inside Ajar: interleaved stereo, left first. */
export const CHANNELS = 2;

/** Sample frames in a block: 5 ms at 48 kHz. A sample frame is one sample of each channel. */
export const BLOCK_FRAMES = 240;

/** Numbers in a block: `BLOCK_FRAMES` × `CHANNELS`, interleaved. */
export const BLOCK_SAMPLES: number = BLOCK_FRAMES * CHANNELS;

/** Duration of a block in microseconds. */
export const BLOCK_US = 5_000;

/** Sample frames that last `us` microseconds, not rounded. */
export function framesOf(us: number): number {
  return (us * RATE_HZ) / 1e6;
}

/** Microseconds that `frames` sample frames last, not rounded. */
export function microsOf(frames: number): number {
  return (frames * 1e6) / RATE_HZ;
}
