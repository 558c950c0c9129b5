import { CHANNELS, RATE_HZ } from '../format.ts';

/**
 * Keeps sound within full scale without looking ahead, so without delay.
 *
 * An envelope follows the larger of both channels' magnitudes: up at once, down by a time constant of 80 ms. Up to the knee
 * of −1 dBFS nothing is touched. Above it the envelope is bent, `k + (c − k)(1 − exp(−(e − k)/(c − k)))`, towards a ceiling c of
 * −0.1 dBFS, and both channels are scaled by what the envelope was: the gain is continuous as the envelope is, slopes meet
 * at the knee, and the image stays where it is. A gain that follows peaks at once and falls back slowly distorts less than
 * a curve for each sample would. (Feed-forward peak limiting: Giannoulis, Massberg, Reiss, "Digital Dynamic Range
 * Compressor Design", JAES 60(6), 2012; the attack is instantaneous.)
 */
export class Limiter {
  #envelope = 0;
  #least = 1;

  /** Limits interleaved stereo in place: every sample ends within ±0.989. What is no number becomes silence. */
  process(samples: Float32Array): void {
    // Almost always all is below the knee; then nothing is to be done.
    if (this.#envelope <= knee && isBelowKnee(samples)) {
      this.#envelope = 0;
      return;
    }
    for (let at = 0; at < samples.length; at += CHANNELS) {
      const left = withinReason(samples[at]!);
      const right = withinReason(samples[at + 1]!);
      const magnitude = Math.max(Math.abs(left), Math.abs(right));
      this.#envelope = Math.max(magnitude, this.#envelope * release);
      const gain = this.#envelope <= knee ? 1 : bend(this.#envelope) / this.#envelope;
      if (gain < this.#least) this.#least = gain;
      samples[at] = left * gain;
      samples[at + 1] = right * gain;
    }
  }

  /** The most it took away since this was asked last, dB ≥ 0. */
  takeReductionDb(): number {
    const db = this.#least === 1 ? 0 : -20 * Math.log10(this.#least);
    this.#least = 1;
    return db;
  }
}

/** Linear: −1 dBFS. */
export const knee: number = 10 ** (-1 / 20);
/** Linear: −0.1 dBFS. */
export const ceiling: number = 10 ** (-0.1 / 20);
/** Of the envelope, a frame. */
const release = Math.exp(-1 / (0.08 * RATE_HZ));
/** Louder than this, +18 dBFS, is no sound, and must not keep the envelope up for seconds. */
const loudest = 8;

function bend(envelope: number): number {
  return knee + (ceiling - knee) * (1 - Math.exp(-(envelope - knee) / (ceiling - knee)));
}

function isBelowKnee(samples: Float32Array): boolean {
  for (let i = 0; i < samples.length; i++) if (!(Math.abs(samples[i]!) <= knee)) return false;
  return true;
}

function withinReason(sample: number): number {
  if (sample > loudest) return loudest;
  if (sample < -loudest) return -loudest;
  return Number.isNaN(sample) ? 0 : sample;
}
