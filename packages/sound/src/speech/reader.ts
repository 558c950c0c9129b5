import { BLOCK_SAMPLES, CHANNELS } from '../format.ts';
import { babble, type Spoken } from './babble.ts';
import { pause } from './phones.ts';
import { Random } from './random.ts';
import { Tract } from './tract.ts';
import { type Voice, voiceOf } from './voice.ts';

/** Sound needs at most this many sample frames longer to the ear that is turned away (about 0.6 ms). */
const EAR_FRAMES = 32;

/**
 * An endless talk in no language, made while it is read: sentences of syllables with stress, pitch and pauses, from one
 * place in the stereo picture, at about −20 dBFS RMS while it speaks. The same voice always says the same.
 */
export class SpeechReader {
  readonly #voice: Voice;
  readonly #random: Random;
  readonly #tract: Tract;
  readonly #left: number;
  readonly #right: number;
  readonly #lateLeft: number;
  readonly #lateRight: number;
  readonly #past = new Float32Array(EAR_FRAMES);
  #samples = new Float32Array(BLOCK_SAMPLES);
  #sentence: Spoken[] = [];
  #said = 0;
  #position = 0;

  /** `voice`: number of the speaker, an integer ≥ 0; 0 is low and to the left, 1 high and to the right. */
  constructor(voice: number) {
    this.#voice = voiceOf(voice);
    this.#random = new Random(this.#voice.seed);
    this.#tract = new Tract(this.#voice, this.#random, pause(0));
    const angle = ((this.#voice.pan + 1) * Math.PI) / 4;
    this.#left = Math.SQRT2 * Math.cos(angle);
    this.#right = Math.SQRT2 * Math.sin(angle);
    this.#lateLeft = Math.round(Math.max(0, this.#voice.pan) * (EAR_FRAMES - 1));
    this.#lateRight = Math.round(Math.max(0, -this.#voice.pan) * (EAR_FRAMES - 1));
  }

  /** The next sample frames, interleaved stereo; valid until the next call. */
  next(frames: number): Float32Array {
    const length = frames * CHANNELS;
    if (this.#samples.length < length) this.#samples = new Float32Array(length);
    for (let i = 0; i < length; i += CHANNELS) {
      if (this.#tract.idle) this.#saySomething();
      const now = this.#position++ % EAR_FRAMES;
      this.#past[now] = Math.tanh(this.#voice.gain * this.#tract.step());
      this.#samples[i] = this.#left * this.#before(now, this.#lateLeft);
      this.#samples[i + 1] = this.#right * this.#before(now, this.#lateRight);
    }
    return this.#samples.subarray(0, length);
  }

  #before(now: number, frames: number): number {
    return this.#past[(now - frames + EAR_FRAMES) % EAR_FRAMES] as number;
  }

  #saySomething(): void {
    if (this.#said >= this.#sentence.length) {
      this.#sentence = babble(this.#random, this.#voice.pace);
      this.#said = 0;
    }
    this.#tract.say(this.#sentence[this.#said++] as Spoken);
  }
}
