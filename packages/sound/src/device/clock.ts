import { framesOf, microsOf } from '../format.ts';

/** How long the earliest arrival is looked for before it is believed. */
const WINDOW_US = 250_000;
/** A device that is off by more has jumped, by less it drifts. */
const JUMP_US = 20_000;
/** How fast the estimate follows drift: 500 ppm; crystals differ by less than 200. */
const SLEW = 500e-6;

/**
 * When a device handles each sample frame. Devices move sound in buffers, and whoever asks does so a little later still:
 * delays that are never negative. So the earliest of the last arrivals is nearest to the truth, and the estimate follows it
 * slowly, without steps, unless the device itself jumped.
 */
export class DeviceClock {
  /** Time of sample frame 0, µs. */
  #originUs = Number.NaN;
  #frames = -1;
  #earliestUs = Number.POSITIVE_INFINITY;
  #windowEndUs = 0;
  #settled = false;

  /** Whether there is an estimate. */
  get running(): boolean {
    return !Number.isNaN(this.#originUs);
  }

  /** Tells that at `nowUs` the device had handled `frames` sample frames in all. */
  observe(nowUs: number, frames: number): void {
    if (frames === this.#frames) return;
    this.#frames = frames;
    const originUs = nowUs - microsOf(frames);
    if (!this.running) {
      this.#originUs = originUs;
      this.#windowEndUs = nowUs + WINDOW_US;
    }
    this.#earliestUs = Math.min(this.#earliestUs, originUs);
    if (!this.#settled || this.#earliestUs < this.#originUs - JUMP_US) {
      this.#originUs = Math.min(this.#originUs, this.#earliestUs);
    }
    if (nowUs >= this.#windowEndUs) this.#closeWindow(nowUs);
  }

  /** Time at which the device handles the sample frame number `frame`, µs; NaN before the first observation. */
  timeOf(frame: number): number {
    return this.#originUs + microsOf(frame);
  }

  /** Sample frames handled at `nowUs`, not an integer; NaN before the first observation. */
  framesAt(nowUs: number): number {
    return framesOf(nowUs - this.#originUs);
  }

  /** Forgets everything: the device was stopped and starts again. */
  reset(): void {
    this.#originUs = Number.NaN;
    this.#frames = -1;
    this.#earliestUs = Number.POSITIVE_INFINITY;
    this.#settled = false;
  }

  #closeWindow(nowUs: number): void {
    const errorUs = this.#earliestUs - this.#originUs;
    const stepUs = SLEW * (WINDOW_US + nowUs - this.#windowEndUs);
    if (Math.abs(errorUs) > JUMP_US) this.#originUs = this.#earliestUs;
    else this.#originUs += Math.min(stepUs, Math.max(-stepUs, errorUs));
    this.#settled = true;
    this.#earliestUs = Number.POSITIVE_INFINITY;
    this.#windowEndUs = nowUs + WINDOW_US;
  }
}
