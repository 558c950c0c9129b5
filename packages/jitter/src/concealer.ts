import { crossfadeStart } from './crossfade.ts';
import { within } from './error.ts';
import { findPeriod } from './pitch.ts';

export interface ConcealerOptions {
  /** Samples of each channel in a block, 48 to 2,880; 240 unless given. */
  readonly blockFrames?: number;
  /** 1 to 8; 2 unless given. */
  readonly channels?: number;
  /** 8,000 to 192,000; 48,000 unless given. */
  readonly sampleRate?: number;
  /** When the made-up sound has faded to silence, in ms, 10 to 500; 60 unless given. */
  readonly silentAfterMs?: number;
}

/** Voices lie between these; what is lower is repeated by a multiple of its period or fades before anyone hears it. */
const highestPitchHz = 400;
const lowestPitchHz = 66;
const comparedMs = 15;
/** Repeating less than this at a time would buzz. */
const shortestLoopMs = 10;
const fullForMs = 10;
const seamMs = 2;
const resumeMs = 5;

/**
 * Bridges gaps in decoded sound. Every block that is played passes through it: real ones through `play`, and where there
 * is none `conceal` makes one up that continues what was heard, by repeating its last pitch periods (as in ITU-T G.711
 * Appendix I) and fading out. Blocks are interleaved Float32. Allocates nothing after it is made.
 */
export class Concealer {
  readonly #channels: number;
  readonly #blockFrames: number;
  readonly #rate: number;
  readonly #fullFrames: number;
  readonly #silentFrames: number;
  readonly #seamFrames: number;
  readonly #resumeFrames: number;
  readonly #shortest: number;
  readonly #longest: number;
  readonly #compared: number;
  readonly #heard: Float32Array;
  readonly #mono: Float32Array;
  readonly #loop: Float32Array;
  readonly #continued: Float32Array;
  readonly #offsets: Float32Array;
  #loopFrames = 0;
  #position = 0;
  #concealedFrames = 0;

  /** @throws {JitterError} `bad-option` */
  constructor(options: ConcealerOptions = {}) {
    this.#blockFrames = within('blockFrames', options.blockFrames ?? 240, 48, 2880, 'samples');
    this.#channels = within('channels', options.channels ?? 2, 1, 8, 'channels');
    this.#rate = within('sampleRate', options.sampleRate ?? 48_000, 8000, 192_000, 'Hz');
    this.#silentFrames = this.#frames(within('silentAfterMs', options.silentAfterMs ?? 60, 10, 500, 'ms'));
    this.#fullFrames = Math.min(this.#frames(fullForMs), this.#silentFrames >> 1);
    this.#seamFrames = this.#frames(seamMs);
    this.#resumeFrames = Math.min(this.#frames(resumeMs), this.#blockFrames);
    this.#shortest = Math.floor(this.#rate / highestPitchHz);
    this.#longest = Math.ceil(this.#rate / lowestPitchHz);
    this.#compared = this.#frames(comparedMs);
    const heardFrames = Math.max(
      this.#longest + this.#compared,
      this.#longest * 2 + this.#seamFrames,
      this.#blockFrames,
    );
    this.#heard = new Float32Array(heardFrames * this.#channels);
    this.#mono = new Float32Array(heardFrames);
    this.#loop = new Float32Array(this.#longest * 2 * this.#channels);
    this.#continued = new Float32Array(this.#blockFrames * this.#channels);
    this.#offsets = new Float32Array(this.#channels);
  }

  /** Takes a real block that is to be played; changes its beginning, in place, where it follows a made-up one. */
  play(block: Float32Array): void {
    if (this.#concealedFrames > 0) this.#fadeIn(block);
    this.#remember(block);
  }

  /** Takes a real block that does not follow the one before, where something was left out and cannot be faded from. */
  join(block: Float32Array): void {
    if (this.#concealedFrames === 0) this.#begin();
    this.#fadeIn(block);
    this.#remember(block);
  }

  /** Makes a block up. Silence from `silentAfterMs` on, and before anything was heard. */
  conceal(into: Float32Array): void {
    if (this.#concealedFrames === 0) this.#begin();
    this.#continue(into);
  }

  #fadeIn(block: Float32Array): void {
    this.#continue(this.#continued);
    crossfadeStart(this.#continued, block, block, this.#channels, this.#resumeFrames);
    this.#concealedFrames = 0;
  }

  #frames(ms: number): number {
    return Math.round((ms * this.#rate) / 1000);
  }

  #remember(block: Float32Array): void {
    const heard = this.#heard;
    heard.copyWithin(0, block.length);
    heard.set(block, heard.length - block.length);
  }

  /** Prepares the loop: the last periods that were heard, its end faded into what came before its beginning. */
  #begin(): void {
    const channels = this.#channels;
    const heard = this.#heard;
    this.#mixDown();
    const period = findPeriod(this.#mono, this.#shortest, this.#longest, this.#compared);
    const periods = Math.max(1, Math.ceil(this.#frames(shortestLoopMs) / period));
    this.#loopFrames = Math.min(periods * period, this.#longest * 2);
    this.#position = 0;
    const loopSamples = this.#loopFrames * channels;
    const start = heard.length - loopSamples;
    for (let sample = 0; sample < loopSamples; sample++) this.#loop[sample] = heard[start + sample]!;
    const seam = Math.min(this.#seamFrames, this.#loopFrames);
    for (let frame = 0; frame < seam; frame++) {
      const before = (frame + 0.5) / seam;
      for (let channel = 0; channel < channels; channel++) {
        const back = (seam - frame) * channels - channel;
        const sample = loopSamples - back;
        this.#loop[sample] = this.#loop[sample]! * (1 - before) + heard[start - back]! * before;
      }
    }
    for (let channel = 0; channel < channels; channel++) {
      const back = channels - channel;
      this.#offsets[channel] = heard[heard.length - back]! - heard[start - back]!;
    }
  }

  #mixDown(): void {
    const channels = this.#channels;
    for (let frame = 0, sample = 0; frame < this.#mono.length; frame++) {
      let sum = 0;
      for (let channel = 0; channel < channels; channel++) sum += this.#heard[sample++]!;
      this.#mono[frame] = sum;
    }
  }

  #continue(into: Float32Array): void {
    const channels = this.#channels;
    let sample = 0;
    for (let frame = 0; frame < this.#blockFrames; frame++) {
      const at = this.#concealedFrames++;
      const gain = this.#gain(at);
      // The loop begins where the sound ended but for a step, which is spread over its first samples.
      const step = at < this.#seamFrames ? 0.5 + 0.5 * Math.cos((Math.PI * (at + 1)) / this.#seamFrames) : 0;
      const from = this.#position * channels;
      for (let channel = 0; channel < channels; channel++) {
        into[sample++] = gain * (this.#loop[from + channel]! + step * this.#offsets[channel]!);
      }
      this.#position = this.#position + 1 === this.#loopFrames ? 0 : this.#position + 1;
    }
  }

  #gain(frame: number): number {
    if (frame < this.#fullFrames) return 1;
    if (frame >= this.#silentFrames) return 0;
    return (this.#silentFrames - frame) / (this.#silentFrames - this.#fullFrames);
  }
}
