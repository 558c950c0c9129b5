import type { AudioProcessor } from '../chain.ts';
import { framesOf } from '../format.ts';
import { Ramp } from './ramp.ts';

/**
 * The last stage of what is recorded: lets it through bit by bit as it is, or makes silence of it. It begins muted, so that nothing is
 * heard before somebody has said that it may be. What is played passes.
 */
export class MicrophoneSwitch implements AudioProcessor {
  readonly #ramp = new Ramp(0);
  #muted = true;

  get muted(): boolean {
    return this.#muted;
  }

  /** From now on muted or not; it takes 20 ms, so that nothing clicks. */
  mute(muted: boolean): void {
    this.#muted = muted;
    this.#ramp.to(muted ? 0 : 1, rampFrames);
  }

  process(block: Float32Array, capturedUs: number): number {
    this.#ramp.apply(block);
    return capturedUs;
  }

  reverse(): void {}
}

const rampFrames = framesOf(20_000);
