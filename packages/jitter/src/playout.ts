import { Concealer } from './concealer.ts';
import { crossfade } from './crossfade.ts';
import { PlayoutBuffer, type PlayoutOptions, type PlayoutStats, type Pushed } from './playout-buffer.ts';
import type { Pulled } from './pulled.ts';
import { Resampler } from './resampler.ts';
import { SpeedControl } from './speed-control.ts';
import { TimeStretch } from './time-stretch.ts';

/** How far sound may be from its time before some of it is left out or repeated, µs. */
const aboveUs = 4500;
const belowUs = 3000;
/** Once some is left out, so much is that what remains can be caught up with by speed alone in a few seconds. */
const closeUs = 2500;
/**
 * The margin for the phase between blocks and pulls is given back slowly beside the drift that makes the phase slide: where it starts from
 * the beginning, the margin must not be far from there.
 */
const marginDecay = 0.05;
/** From this excess on, or this often in vain, seams are made even where they may be heard. */
const urgentUs = 25_000;
const vainTries = 8;

/** Of a stream's playout. */
export interface PlayoutStreamOptions extends PlayoutOptions {
  /** Makes a block of interleaved stereo of a payload, valid until its next call; undefined where that is broken. */
  readonly decode: (payload: Uint8Array) => Float32Array | undefined;
  /** 8,000 to 192,000; 48,000 unless given. */
  readonly sampleRate?: number;
  /** Interleaved, 1 to 8; 2 unless given. */
  readonly channels?: number;
}

/** What a stream knows of its playout. */
export interface PlayoutStreamStats extends PlayoutStats {
  /** Sound left out, and sound heard once more, to keep to the delay that the jitter asks for, in ms. */
  readonly shortenedMs: number;
  readonly lengthenedMs: number;
  /** Payloads that could not be decoded. */
  readonly broken: number;
}

/**
 * Playout of one stream of sound, 48 kHz stereo: payloads in as they arrive, an endless even stream out. Its delay follows the network's jitter, its speed the sender's
 * clock (by resampling, inaudibly), what is more than some milliseconds from its time is shortened or lengthened by whole periods of the sound, and what did not
 * come is made up. Pure: reads no clock, and allocates nothing per block.
 */
export class Playout {
  /** Sample frames of a block. */
  readonly blockFrames: number;
  readonly #decode: PlayoutStreamOptions['decode'];
  readonly #rateHz: number;
  readonly #channels: number;
  readonly #buffer: PlayoutBuffer;
  readonly #concealer: Concealer;
  readonly #stretch: TimeStretch;
  readonly #resampler: Resampler;
  readonly #speed: SpeedControl = new SpeedControl();
  readonly #block: Float32Array;
  readonly #left: Float32Array;
  /** Sound that is at hand, to be shortened or lengthened before it is played. */
  readonly #piece: Float32Array;
  readonly #longer: Float32Array;
  /** The last that was given to the resampler. */
  readonly #heard: Float32Array;
  /** Capture time of an input frame of the resampler; NaN where its sound was made up. */
  #anchorUs = Number.NaN;
  #anchorFrame = 0;
  #shortenedFrames = 0;
  #lengthenedFrames = 0;
  /**
   * A block must be there when the first of it is needed, up to a block before the most of it is heard: this much, as it was of late. It
   * changes as slowly as the two clocks slide past each other, except that it begins again at 0.
   */
  #marginUs = 0;
  #vain = 0;
  #isClosing = false;
  #broken = 0;

  /** @throws {JitterError} `bad-option` */
  constructor(options: PlayoutStreamOptions) {
    const { decode, sampleRate = 48_000, channels = 2, ...playout } = options;
    this.#decode = decode;
    this.#rateHz = sampleRate;
    this.#channels = channels;
    this.#stretch = new TimeStretch({ channels, sampleRate });
    this.#resampler = new Resampler({ channels });
    this.#buffer = new PlayoutBuffer(playout);
    this.blockFrames = Math.round(((playout.blockUs ?? 5000) * sampleRate) / 1e6);
    this.#concealer = new Concealer({ blockFrames: this.blockFrames, channels, sampleRate });
    const samples = this.blockFrames * channels;
    this.#block = new Float32Array(samples);
    this.#left = new Float32Array(samples);
    const { longestFrames, seamFrames } = this.#stretch;
    this.#piece = new Float32Array((longestFrames + seamFrames) * channels + samples);
    this.#longer = new Float32Array((longestFrames + Math.max(seamFrames, this.blockFrames)) * channels);
    this.#heard = new Float32Array(longestFrames * channels);
  }

  /** A fresh snapshot; for about once a second. */
  get stats(): PlayoutStreamStats {
    return {
      ...this.#buffer.stats,
      shortenedMs: this.#shortenedFrames / (this.#rateHz / 1000),
      lengthenedMs: this.#lengthenedFrames / (this.#rateHz / 1000),
      broken: this.#broken,
    };
  }

  /**
   * From now on sound is not played earlier than this after its fastest blocks arrived, as to wait for a picture. The way there is slow.
   *
   * @throws {JitterError} `bad-option` for other than 0 to 200 ms
   */
  setFloorMs(floorMs: number): void {
    this.#buffer.setFloorMs(floorMs);
  }

  /** Takes a payload that has arrived; it is copied. See {@link PlayoutBuffer.push}. */
  push(number: number, capturedUs: number, arrivalUs: number, payload: Uint8Array): Pushed {
    return this.#buffer.push(number, capturedUs, arrivalUs, payload);
  }

  /**
   * Fills `into` (any whole sample frames, interleaved) with what is heard from `heardUs` on, on the clock of the arrivals.
   *
   * @returns when its first sample was captured; NaN where that is not known
   */
  pull(heardUs: number, into: Float32Array): number {
    const frames = into.length / this.#channels;
    this.#buffer.ticked(heardUs, (frames * 1e6) / this.#rateHz);
    const ratio = this.#speed.ratio(this.#buffer.excessUs, this.#buffer.driftPpm);
    const slideUs = (Math.abs(this.#buffer.driftPpm ?? 0) * frames) / this.#rateHz;
    this.#marginUs -= marginDecay * slideUs;
    while (this.#resampler.missing(frames, ratio) > 0) this.#feed(heardUs);
    const capturedUs = this.#anchorUs + ((this.#resampler.position - this.#anchorFrame) * 1e6) / this.#rateHz;
    this.#resampler.pull(into, ratio);
    return capturedUs;
  }

  /** Puts at least a block more into the resampler. What has come by now counts, not when it will be heard. */
  #feed(nowUs: number): void {
    const aheadUs = (this.#resampler.ahead * 1e6) / this.#rateHz;
    this.#marginUs = Math.max(this.#marginUs, aheadUs);
    const capturedUs = this.#next(this.#buffer.pull(nowUs, aheadUs - this.#marginUs));
    this.#anchorUs = capturedUs;
    this.#anchorFrame = this.#resampler.taken;
    const excessUs = this.#buffer.excessUs;
    if (Number.isNaN(capturedUs) || Number.isNaN(excessUs)) {
      this.#give(this.#block);
      return;
    }
    this.#isClosing = excessUs > (this.#isClosing ? closeUs : aboveUs) + this.#buffer.noiseUs;
    if (this.#isClosing) this.#shorten(nowUs, excessUs);
    else if (excessUs < -belowUs) this.#lengthen(excessUs);
    else this.#give(this.#block);
  }

  /** Makes the next block, and says when it was captured; NaN for one that is made up. */
  #next(pulled: Pulled): number {
    switch (pulled.kind) {
      case 'wait':
        this.#block.fill(0);
        return Number.NaN;
      case 'conceal':
        this.#concealer.conceal(this.#block);
        return Number.NaN;
      case 'play':
        if (!this.#decodeInto(pulled.payload, this.#block)) break;
        this.#concealer.play(this.#block);
        return pulled.capturedUs;
      case 'skip':
        return this.#join(pulled.dropped, pulled.payload) ? pulled.capturedUs : Number.NaN;
    }
    this.#concealer.conceal(this.#block);
    return Number.NaN;
  }

  /** Fades from what would have followed into what does. */
  #join(dropped: Uint8Array | null, payload: Uint8Array): boolean {
    const hasDropped = dropped !== null && this.#decodeInto(dropped, this.#left);
    if (!this.#decodeInto(payload, this.#block)) {
      this.#concealer.conceal(this.#block);
      return false;
    }
    if (hasDropped) {
      crossfade(this.#left, this.#block, this.#block);
      this.#concealer.play(this.#block);
    } else this.#concealer.join(this.#block);
    return true;
  }

  #decodeInto(payload: Uint8Array, into: Float32Array): boolean {
    const decoded = this.#decode(payload);
    if (decoded?.length === into.length) {
      into.set(decoded);
      return true;
    }
    this.#broken++;
    return false;
  }

  /** Gives what follows without a part of it, as much as is at hand and too late. */
  #shorten(nowUs: number, excessUs: number): void {
    const { shortestFrames, longestFrames, seamFrames } = this.#stretch;
    const most = Math.min(longestFrames, Math.floor((excessUs * this.#rateHz) / 1e6));
    const wanted = seamFrames + most;
    this.#piece.set(this.#block);
    let frames = this.blockFrames;
    while (frames < wanted && this.#buffer.holdsNext) {
      this.#next(this.#buffer.pull(nowUs));
      this.#piece.set(this.#block, frames * this.#channels);
      frames += this.blockFrames;
    }
    const piece = this.#piece.subarray(0, frames * this.#channels);
    const usable = Math.min(frames, wanted) * this.#channels;
    const isUrgent = excessUs > urgentUs || this.#vain >= vainTries;
    const left = most < shortestFrames ? 0 : this.#stretch.shorten(piece.subarray(0, usable), isUrgent);
    this.#corrected(left);
    this.#shortenedFrames += left;
    this.#anchorUs += (left * 1e6) / this.#rateHz;
    this.#give(piece.subarray(left * this.#channels));
  }

  /** Gives something once more before what follows. */
  #lengthen(excessUs: number): void {
    const isUrgent = excessUs < -urgentUs || this.#vain >= vainTries;
    const seamSamples = this.#stretch.seamFrames * this.#channels;
    const added = this.#stretch.lengthen(
      this.#heard,
      this.#block.subarray(0, seamSamples),
      this.#longer,
      isUrgent,
    );
    this.#corrected(added);
    if (added === 0) {
      this.#give(this.#block);
      return;
    }
    this.#lengthenedFrames += added;
    this.#anchorFrame += added;
    this.#longer.set(this.#block, added * this.#channels);
    this.#give(this.#longer.subarray(0, added * this.#channels + this.#block.length));
  }

  #corrected(frames: number): void {
    this.#vain = frames === 0 ? this.#vain + 1 : 0;
    this.#buffer.corrected();
  }

  #give(sound: Float32Array): void {
    this.#resampler.push(sound);
    const heard = this.#heard;
    if (sound.length >= heard.length) heard.set(sound.subarray(sound.length - heard.length));
    else {
      heard.copyWithin(0, sound.length);
      heard.set(sound, heard.length - sound.length);
    }
  }
}
