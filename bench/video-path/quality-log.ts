import { type Size, writeStamp } from '@ajar/media';
import { type ClipReader, pictureBytes } from './clip.ts';
import { psnr } from './quality.ts';
import { stampOf, type TurnPlan } from './turn.ts';

const MAX_SAMPLES = 60;
const MAX_SAMPLE_BYTES = 300e6;

/** Keeps copies of some of the frames that came out, for a look at their quality afterwards. */
export class QualityLog {
  readonly #plan: TurnPlan;
  readonly #samples = new Map<number, Uint8Array>();
  readonly #sampleEvery: number;

  constructor(plan: TurnPlan) {
    this.#plan = plan;
    const samples = Math.min(MAX_SAMPLES, Math.floor(MAX_SAMPLE_BYTES / pictureBytes(plan.size)));
    this.#sampleEvery = Math.max(1, Math.floor(plan.frames / samples));
  }

  /** A picture came out; its luma is valid during the call. */
  take(frame: number, luma: Uint8Array, stride: number, width: number, height: number): void {
    const counted = frame - this.#plan.warmUpFrames;
    if (counted < 0 || counted % this.#sampleEvery !== 0 || this.#samples.has(frame)) return;
    const { size } = this.#plan;
    const isScaled = width !== size.width || height !== size.height;
    const copy = isScaled ? enlarge(luma, stride, { width, height }, size) : pack(luma, stride, size);
    this.#samples.set(frame, copy);
  }

  /** Luma of each copy against the clip's, in dB. */
  report(clip: ClipReader): number[] {
    const { width, height } = this.#plan.size;
    const original = new Uint8Array(width * height);
    const quality: number[] = [];
    for (const [frame, luma] of this.#samples) {
      original.set(clip.frame(frame).subarray(0, original.length));
      writeStamp(original, width, width, height, stampOf(frame));
      quality.push(psnr(original, luma));
    }
    return quality;
  }
}

/** A copy, because the planes are the decoder's. */
function pack(luma: Uint8Array, stride: number, { width, height }: Size): Uint8Array {
  const packed = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) packed.set(luma.subarray(y * stride, y * stride + width), y * width);
  return packed;
}

/** A stack that sends smaller pictures when it is short of bits or time is judged at the size it was given. */
export function enlarge(luma: Uint8Array, stride: number, from: Size, to: Size): Uint8Array {
  const large = new Uint8Array(to.width * to.height);
  for (let y = 0; y < to.height; y++) {
    const row = Math.floor((y * from.height) / to.height) * stride;
    for (let x = 0; x < to.width; x++) {
      large[y * to.width + x] = luma[row + Math.floor((x * from.width) / to.width)]!;
    }
  }
  return large;
}
