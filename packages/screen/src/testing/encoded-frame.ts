import { Buffer } from 'node:buffer';

/** Sequence parameters of x264 for two sizes. */
const PARAMETERS = {
  '1280x720': '6742c020da014016e840000003004000001e23c60ca8',
  '1920x1080': '6742c02ada01e0089f9610000003001000000788f1832a',
} as const;

/** The start of a keyframe as x264 writes it, then bytes that no decoder would like, `bytes` in all. */
export function keyframeData(size: keyof typeof PARAMETERS, bytes = 100): Uint8Array {
  const start = Buffer.from(`00000001${PARAMETERS[size]}0000000168ce3c800000000165`, 'hex');
  return Buffer.concat([start, Buffer.alloc(bytes - start.length, 0x88)]);
}

/** A slice of that many bytes. */
export function deltaData(bytes = 100): Uint8Array {
  return Buffer.concat([Buffer.from('0000000141', 'hex'), Buffer.alloc(bytes - 5, 0x88)]);
}
