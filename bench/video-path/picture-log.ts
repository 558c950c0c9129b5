import { readStamp } from '@ajar/media';
import type { ClipReader } from './clip.ts';
import { enlarge, QualityLog } from './quality-log.ts';
import { frameOfStamp, type ReceivedReport, type TurnPlan } from './turn.ts';

/** Keeps when each frame came out, by the number in its pixels, and looks at the quality of some. */
export class PictureLog {
  readonly #plan: TurnPlan;
  readonly #outUs: Float64Array;
  readonly #quality: QualityLog;
  #unreadable = 0;

  constructor(plan: TurnPlan) {
    this.#plan = plan;
    this.#outUs = new Float64Array(plan.warmUpFrames + plan.frames).fill(Number.NaN);
    this.#quality = new QualityLog(plan);
  }

  /** A picture came out at `outUs`; its luma is valid during the call. */
  take(luma: Uint8Array, stride: number, width: number, height: number, outUs: number): void {
    const { size } = this.#plan;
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
    this.#quality.take(frame, luma, stride, width, height);
  }

  report(clip: ClipReader): ReceivedReport {
    return { outUs: this.#outUs, unreadable: this.#unreadable, psnr: this.#quality.report(clip) };
  }
}
