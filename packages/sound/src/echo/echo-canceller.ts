import type { AudioProcessor } from '../chain.ts';
import { BLOCK_FRAMES, BLOCK_SAMPLES, BLOCK_US, CHANNELS, microsOf } from '../format.ts';
import { APM_FRAMES, type ApmOptions } from './apm-module.ts';
import { ChannelPair } from './channel-pair.ts';
import { EchoWatch } from './echo-watch.ts';
import { Lead } from './lead.ts';
import { RenderTrack } from './render-track.ts';

/** Which parts work: what is not given is off. */
export type EchoOptions = ApmOptions;

export interface EchoStats {
  /** What is removed of recorded sound while something is played, dB; null until something was. Falls while somebody talks here. */
  readonly erleDb: number | null;
  /** How much weaker the echo is than what is played, dB; null until something was. */
  readonly erlDb: number | null;
  /**
   * From when sound is handed over to be played until its echo comes out of the microphone's buffer: what both devices take, by their
   * own account, ms, smoothed; null until something was played. What libwebrtc is told differs, as sound is aligned before.
   */
  readonly delayMs: number | null;
  /** How often played and recorded sound had to be aligned anew. */
  readonly realigned: number;
}

/** By how much libwebrtc's own filters and windows delay sound, sample frames, measured with an impulse. */
const filterFrames = 430;
/** A frame is two blocks, and the first of them waits for the second. */
const delayUs = BLOCK_US + (filterFrames * 1e6) / 48_000;
const frameMs = 10;
/** Each block counts for this share of the smoothed delay: 1 s. */
const smoothing = 1 / 200;
const jumpUs = 50_000;
/** A changed canceller learns beside the one at work for so many frames of 10 ms before it takes over. */
const learnFrames = 200;

/**
 * Takes what the loudspeakers play out of what the microphones hear, and hum and noise with it: libwebrtc's audio processing around an
 * alignment of ours. Each channel is processed by itself, as libwebrtc would make one of two. Sound is delayed by 14 ms; the capture times
 * that `process` returns account for it. With everything off sound passes untouched and at once.
 */
export class EchoCanceller implements AudioProcessor {
  readonly #track = new RenderTrack();
  readonly #watch = new EchoWatch();
  readonly #lead = new Lead();
  readonly #far = new Float32Array(APM_FRAMES);
  readonly #in = new Float32Array(2 * BLOCK_SAMPLES);
  readonly #out = new Float32Array(2 * BLOCK_SAMPLES);
  readonly #other = new Float32Array(2 * BLOCK_SAMPLES);
  #options: EchoOptions;
  #pair: ChannelPair | undefined;
  #next: ChannelPair | undefined;
  #learned = 0;
  #gain = 1;
  #heardUntilUs = Number.NaN;
  #delayUs = Number.NaN;
  #isSecond = false;
  #isOpen = true;
  #changes = 0;

  private constructor(options: EchoOptions, pair: ChannelPair | undefined) {
    this.#options = options;
    this.#pair = pair;
  }

  /** @throws {SoundError} `missing` where there is no library for this system */
  static async open(options: EchoOptions): Promise<EchoCanceller> {
    return new EchoCanceller(options, isAnyOn(options) ? await ChannelPair.open(options) : undefined);
  }

  get options(): EchoOptions {
    return this.#options;
  }

  get stats(): EchoStats {
    const isOn = this.#options.echo === true;
    return {
      erleDb: isOn ? this.#watch.erleDb : null,
      erlDb: isOn ? this.#watch.erlDb : null,
      delayMs: isOn && !Number.isNaN(this.#delayUs) ? this.#delayUs / 1000 : null,
      realigned: this.#track.jumps,
    };
  }

  /**
   * Changes what works while sound goes on. The change is heard after two seconds, in which what is new learns the room.
   *
   * @throws {SoundError} `missing`
   */
  async set(options: EchoOptions): Promise<void> {
    const change = ++this.#changes;
    this.#options = options;
    const pair = isAnyOn(options) ? await ChannelPair.open(options) : undefined;
    if (!this.#isOpen || change !== this.#changes) {
      pair?.close();
      return;
    }
    this.#next?.close();
    this.#next = pair;
    this.#learned = 0;
    if (pair !== undefined && this.#pair !== undefined) return;
    // From nothing to something and back the delay changes with it, so that there is nothing to fade between.
    this.#pair?.close();
    this.#pair = pair;
    this.#next = undefined;
    this.#watch.restart();
    this.#out.fill(0);
    this.#isSecond = false;
  }

  reverse(block: Float32Array, heardUs: number): void {
    this.#track.push(block, heardUs);
    this.#heardUntilUs = heardUs + microsOf(block.length / CHANNELS);
  }

  process(block: Float32Array, capturedUs: number): number {
    if (this.#pair === undefined) return capturedUs;
    this.#measureDelay(capturedUs + BLOCK_US);
    const at = this.#isSecond ? BLOCK_SAMPLES : 0;
    this.#in.set(block, at);
    if (this.#isSecond) this.#processFrame(this.#pair, capturedUs - BLOCK_US);
    // The first half of a frame goes out when its second half has come, the second half a block later.
    block.set(this.#out.subarray(BLOCK_SAMPLES - at, 2 * BLOCK_SAMPLES - at));
    this.#isSecond = !this.#isSecond;
    return capturedUs - delayUs;
  }

  close(): void {
    this.#isOpen = false;
    this.#pair?.close();
    this.#next?.close();
    this.#pair = undefined;
    this.#next = undefined;
  }

  #processFrame(pair: ChannelPair, capturedUs: number): void {
    if (this.#lead.see((this.#track.knownUntilUs - capturedUs) / 1000 - frameMs)) this.#track.realign();
    const leadMs = this.#lead.ms;
    this.#track.pull(capturedUs + leadMs * 1000, this.#far);
    pair.process(this.#in, this.#far, leadMs, this.#out);
    const next = this.#next;
    if (next !== undefined) {
      next.process(this.#in, this.#far, leadMs, this.#other);
      if (++this.#learned >= learnFrames) this.#takeOver(pair, next);
    }
    const gain =
      this.#options.echo === true
        ? this.#watch.see(meanSquare(this.#far), meanSquare(this.#in), meanSquare(this.#out))
        : 1;
    scale(this.#out, this.#gain, gain);
    this.#gain = gain;
  }

  /** What is handed over last is played and what is recorded last comes in at about the same time: their times differ by what devices take. */
  #measureDelay(capturedUntilUs: number): void {
    const delayUs = this.#heardUntilUs - capturedUntilUs;
    if (!Number.isFinite(delayUs)) return;
    // One that has jumped is another device's.
    const isNear = Math.abs(delayUs - this.#delayUs) < jumpUs;
    this.#delayUs = isNear ? this.#delayUs + (delayUs - this.#delayUs) * smoothing : delayUs;
  }

  /** Fades from one to the other within this frame. */
  #takeOver(pair: ChannelPair, next: ChannelPair): void {
    for (let i = 0; i < this.#out.length; i++) {
      const share = (i >> 1) / (2 * BLOCK_FRAMES);
      this.#out[i] = this.#out[i]! * (1 - share) + this.#other[i]! * share;
    }
    pair.close();
    this.#pair = next;
    this.#next = undefined;
  }
}

function isAnyOn({ echo, highPass, noise, gain }: EchoOptions): boolean {
  return echo === true || highPass === true || noise === true || gain === true;
}

function meanSquare(samples: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i]! ** 2;
  return sum / samples.length;
}

/** From one gain to the other within the frame: a step would click. */
function scale(samples: Float32Array, from: number, to: number): void {
  if (from === 1 && to === 1) return;
  const step = (to - from) / samples.length;
  for (let i = 0; i < samples.length; i++) samples[i]! *= from + step * i;
}
