import { CHANNELS, framesOf, RATE_HZ } from '../format.ts';
import { Ramp } from './ramp.ts';

/** Makes what it is given quieter while somebody talks: by 12 dB within 100 ms, and back within a second when nobody did for 0.6 s. */
export class Ducker {
  readonly #ramp = new Ramp(1);
  #power = 0;
  /** Frames until talk counts as over. */
  #left = 0;

  /**
   * @param talk what people say, interleaved stereo
   * @param music what gives way to it, in place, of the same length
   * @param isOn false: nothing gives way, also where it did until now
   */
  process(talk: Float32Array, music: Float32Array, isOn: boolean): void {
    const frames = talk.length / CHANNELS;
    if (this.#hears(talk)) this.#left = holdFrames;
    else this.#left = Math.max(0, this.#left - frames);
    const down = isOn && this.#left > 0;
    this.#ramp.to(down ? depth : 1, down ? downFrames : upFrames);
    this.#ramp.apply(music);
  }

  #hears(talk: Float32Array): boolean {
    for (let i = 0; i < talk.length; i++) {
      const sample = talk[i]!;
      this.#power += ((sample - sample === 0 ? sample * sample : 0) - this.#power) * follow;
    }
    if (this.#power < 1e-20) this.#power = 0;
    return this.#power > threshold;
  }
}

/** −12 dB. */
const depth = 10 ** (-12 / 20);
const downFrames = framesOf(100_000);
const upFrames = framesOf(1_000_000);
const holdFrames = framesOf(600_000);
/** Mean square from which on it is talk: −42 dBFS. Rooms are below −50, a quiet voice above −36. */
const threshold = 10 ** (-42 / 10);
/** Share of each sample in the mean: a time constant of 20 ms. */
const follow = 1 / (0.02 * RATE_HZ * CHANNELS);
