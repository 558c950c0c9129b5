import { APM_FRAMES, type Apm, type ApmOptions, openApm } from './apm-module.ts';

/** So many frames of 10 ms both channels must have been the same, or one silent, before it is taken for that. */
const sureFrames = 100;
/** A channel that was spared learns for so many frames before it is heard again; the other one is heard in its place. */
const learnFrames = 200;

/**
 * One processing module for each channel. Given both, libwebrtc makes one of them, and a silent one spoils the other; so each is processed by itself,
 * one that is the same as the other is a copy of it, and one that is silent stays so.
 */
export class ChannelPair {
  readonly #left: Apm;
  readonly #right: Apm;
  #sameFrames = 0;
  #silentFrames = 0;
  /** Frames for which the right channel has still to learn. */
  #learning = 0;

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
    if (isSame || isSilent) {
      this.#learning = learnFrames;
      this.#fill(into, isSame, 0);
      return;
    }
    one(this.#right, near, far, delayMs, into, 1);
    if (this.#learning === 0) return;
    this.#learning--;
    // In its last frame it fades from the copy to itself.
    this.#fill(into, true, this.#learning === 0 ? 1 / APM_FRAMES : 0);
  }

  close(): void {
    this.#left.close();
    this.#right.close();
  }

  /** The right channel becomes the left one, or silence; or goes, by `step` a sample frame, back to itself. */
  #fill(into: Float32Array, isCopy: boolean, step: number): void {
    for (let frame = 0; frame < APM_FRAMES; frame++) {
      const spared = isCopy ? into[2 * frame]! : 0;
      const own = step * frame;
      into[2 * frame + 1] = own === 0 ? spared : spared * (1 - own) + into[2 * frame + 1]! * own;
    }
  }

  #look(near: Float32Array): void {
    let isSame = true;
    let isSilent = true;
    let isNothing = true;
    for (let i = 0; i < near.length; i += 2) {
      if (near[i] !== near[i + 1]) isSame = false;
      if (near[i + 1] !== 0) isSilent = false;
      if (near[i] !== 0) isNothing = false;
    }
    // Nothing in both says nothing about what comes.
    if (isNothing && isSilent) return;
    this.#sameFrames = isSame ? this.#sameFrames + 1 : 0;
    this.#silentFrames = isSilent ? this.#silentFrames + 1 : 0;
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
