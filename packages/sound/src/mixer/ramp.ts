import { CHANNELS } from '../format.ts';

/** A gain that goes to another in a straight line, one step a frame, so that no change is heard as a click. */
export class Ramp {
  #value: number;
  #target: number;
  #step = 0;
  #left = 0;

  constructor(value: number) {
    this.#value = value;
    this.#target = value;
  }

  /** Goes from where it is to `target` within so many frames, ≥ 1. The same target again changes nothing. */
  to(target: number, frames: number): void {
    if (target === this.#target) return;
    this.#target = target;
    this.#step = (target - this.#value) / frames;
    this.#left = frames;
  }

  /** Scales interleaved stereo in place. At a gain of 1 not a bit of it changes. */
  apply(samples: Float32Array): void {
    let at = 0;
    for (; this.#left > 0 && at < samples.length; at += CHANNELS) {
      this.#left--;
      this.#value = this.#left === 0 ? this.#target : this.#value + this.#step;
      samples[at]! *= this.#value;
      samples[at + 1]! *= this.#value;
    }
    if (this.#value === 1) return;
    if (this.#value === 0) samples.fill(0, at);
    else for (; at < samples.length; at++) samples[at]! *= this.#value;
  }
}
