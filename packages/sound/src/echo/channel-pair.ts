import { APM_FRAMES, type Apm, type ApmOptions, openApm } from './apm-module.ts';

/** So many frames of 10 ms both channels must have been the same, or one silent, before it is taken for that. */
const sureFrames = 100;

/**
 * One processing module for each channel. Given both, libwebrtc makes one of them, and a silent one spoils the other; so each is processed by itself,
 * one that is the same as the other is a copy of it, and one that is silent stays so.
 */
export class ChannelPair {
  readonly #left: Apm;
  readonly #right: Apm;
  #sameFrames = 0;
  #silentFrames = 0;

  private constructor(left: Apm, right: Apm) {
    this.#left = left;
    this.#right = right;
  }

  /** @throws {SoundError} `missing`, `device` */
  static async open(options: ApmOptions): Promise<ChannelPair> {
    const left = await openApm(options);
    try {
      return new ChannelPair(left, await openApm(options));
    } catch (error) {
      left.close();
      throw error;
    }
  }

  /**
   * Processes a frame of 10 ms.
   *
   * @param near interleaved stereo, as recorded
   * @param far one channel: what was played, `delayMs` before its echo is in `near`
   * @param into as `near`, processed
   */
  process(near: Float32Array, far: Float32Array, delayMs: number, into: Float32Array): void {
    this.#look(near);
    const isSame = this.#sameFrames >= sureFrames;
    const isSilent = this.#silentFrames >= sureFrames;
    one(this.#left, near, far, delayMs, into, 0);
    if (!isSame && !isSilent) one(this.#right, near, far, delayMs, into, 1);
    else for (let frame = 0; frame < APM_FRAMES; frame++) into[2 * frame + 1] = isSame ? into[2 * frame]! : 0;
  }

  close(): void {
    this.#left.close();
    this.#right.close();
  }

  #look(near: Float32Array): void {
    let isSame = true;
    let isSilent = true;
    for (let i = 0; i < near.length; i += 2) {
      if (near[i] !== near[i + 1]) isSame = false;
      if (near[i + 1] !== 0) isSilent = false;
    }
    this.#sameFrames = isSame ? this.#sameFrames + 1 : 0;
    this.#silentFrames = isSilent && !isSame ? this.#silentFrames + 1 : 0;
  }
}

function one(
  apm: Apm,
  near: Float32Array,
  far: Float32Array,
  delayMs: number,
  into: Float32Array,
  channel: 0 | 1,
): void {
  const { near: recorded, far: played } = apm;
  for (let frame = 0; frame < APM_FRAMES; frame++) {
    played[frame] = toInt16(far[frame]!);
    recorded[frame] = toInt16(near[2 * frame + channel]!);
  }
  apm.reverse();
  apm.process(delayMs);
  for (let frame = 0; frame < APM_FRAMES; frame++) into[2 * frame + channel] = recorded[frame]! / 32_768;
}

/** What is no number is 0, what is beyond full scale stays there. */
function toInt16(sample: number): number {
  const scaled = Math.round(sample * 32_768);
  return scaled >= -32_768 ? Math.min(scaled, 32_767) : scaled < 0 ? -32_768 : 0;
}
