import { readStamp, type Size, writeStamp } from '@ajar/media';
import { type ClipReader, pictureBytes } from './clip.ts';
import { psnr } from './quality.ts';
import { frameOfStamp, type ReceivedReport, stampOf, type TurnPlan } from './turn.ts';

/** Keeps when each frame came out, by the number in its pixels, and copies of some for a look at their quality afterwards. */
export class PictureLog {
  readonly #plan: TurnPlan;
  readonly #outUs: Float64Array;
  readonly #samples = new Map<number, Uint8Array>();
  readonly #sampleEvery: number;
  #unreadable = 0;

  constructor(plan: TurnPlan) {
    this.#plan = plan;
    this.#outUs = new Float64Array(plan.warmUpFrames + plan.frames).fill(Number.NaN);
    const samples = Math.min(MAX_SAMPLES, Math.floor(MAX_SAMPLE_BYTES / pictureBytes(plan.clip.size)));
    this.#sampleEvery = Math.max(1, Math.floor(plan.frames / samples));
  }

  /** A picture came out at `outUs`; its luma is valid during the call. */
  take(luma: Uint8Array, stride: number, width: number, height: number, outUs: number): void {
    const { size } = this.#plan.clip;
    const isScaled = width !== size.width || height !== size.height;
    const frame = isScaled
      ? frameOfStamp(
          readStamp(enlarge(luma, stride, { width, height }, size), size.width, size.width, size.height),
        )
      : frameOfStamp(readStamp(luma, stride, width, height));
    if (!(frame >= 0 && frame < this.#outUs.length)) {
      this.#unreadable++;
      return;
    }
    if (!Number.isNaN(this.#outUs[frame]!)) return;
    this.#outUs[frame] = outUs;
    const counted = frame - this.#plan.warmUpFrames;
    if (counted >= 0 && counted % this.#sampleEvery === 0) {
      const copy = isScaled ? enlarge(luma, stride, { width, height }, size) : pack(luma, stride, size);
      this.#samples.set(frame, copy);
    }
  }

  report(clip: ClipReader): ReceivedReport {
    const { width, height } = this.#plan.clip.size;
    const original = new Uint8Array(width * height);
    const quality: number[] = [];
    for (const [frame, luma] of this.#samples) {
      original.set(clip.frame(frame).subarray(0, original.length));
      writeStamp(original, width, width, height, stampOf(frame));
      quality.push(psnr(original, luma));
    }
    return { outUs: this.#outUs, unreadable: this.#unreadable, psnr: quality };
  }
}

const MAX_SAMPLES = 60;
const MAX_SAMPLE_BYTES = 300e6;

/** A copy, because the planes are the decoder's. */
function pack(luma: Uint8Array, stride: number, { width, height }: Size): Uint8Array {
  const packed = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) packed.set(luma.subarray(y * stride, y * stride + width), y * width);
  return packed;
}

/** A stack that sends smaller pictures when it is short of bits or time is judged at the size it was given. */
function enlarge(luma: Uint8Array, stride: number, from: Size, to: Size): Uint8Array {
  const large = new Uint8Array(to.width * to.height);
  for (let y = 0; y < to.height; y++) {
    const row = Math.floor((y * from.height) / to.height) * stride;
    for (let x = 0; x < to.width; x++) {
      large[y * to.width + x] = luma[row + Math.floor((x * from.width) / to.width)]!;
    }
  }
  return large;
}
