import { CHANNELS } from '../format.ts';

/** Sample frames that a seam lasts: 10 ms. */
const SEAM_FRAMES = 480;
/** How much is left of what was before, by sample frame: half a cosine. */
const FADE = Float32Array.from(
  { length: SEAM_FRAMES },
  (_, i) => 0.5 + 0.5 * Math.cos((Math.PI * i) / SEAM_FRAMES),
);

/**
 * Joins sounds that do not belong together, such as that of a device and the silence after its loss, without a click: the
 * last sample before the cut fades away while what is behind it fades in. It never exceeds either of them, and between two
 * seams changes nothing. Interleaved stereo, in place. The very first sound fades in.
 */
export class Seam {
  readonly #last = new Float32Array(CHANNELS);
  readonly #held = new Float32Array(CHANNELS);
  /** Frames since the cut. */
  #at = 0;

  /** What comes next does not belong to what came last. */
  cut(): void {
    this.#held.set(this.#last);
    this.#at = 0;
  }

  /** What comes next was preceded by silence. */
  cutFromSilence(): void {
    this.#last.fill(0);
    this.cut();
  }

  /** Whole sample frames, finite numbers. */
  join(samples: Float32Array): void {
    if (samples.length === 0) return;
    for (let i = 0; this.#at < SEAM_FRAMES && i < samples.length; this.#at++) {
      const share = FADE[this.#at] as number;
      for (let channel = 0; channel < CHANNELS; channel++, i++) {
        const value = samples[i] as number;
        samples[i] = value + ((this.#held[channel] as number) - value) * share;
      }
    }
    for (let channel = 0; channel < CHANNELS; channel++) {
      this.#last[channel] = samples[samples.length - CHANNELS + channel] as number;
    }
  }
}
