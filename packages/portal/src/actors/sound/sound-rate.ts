import type { SoundCodec } from '@ajar/media';
import { RATE_HZ } from '@ajar/sound';
import type { SoundFormat } from '../../wire/sound-format.ts';

/** What a track of sound is made into. */
export interface SoundChoice {
  readonly codec: SoundCodec;
  /** Of Opus. */
  readonly bitrateBps: number;
}

/** Rates that are changed between, so that a path that breathes changes nothing. */
const stepsBps = [24_000, 32_000, 48_000, 64_000, 96_000, 128_000, 192_000, 256_000, 384_000];
/** What all sound, what comes on top included, may take of the path: without it nobody can talk, but nor is it a door without pictures. */
const share = 0.35;
/** Every packet repeats the one before it, at least. */
const copies = 2;
/** Heads of a packet and of its datagram, bytes. */
const headBytes = 70;
/** Samples as they are, which are not repeated, may take so much of the path before they go; and must be no more than this to come back. */
const mostLossless = 0.7;
const backLossless = 0.5;
/** So long there has to be room for more before the least of it is taken. */
const patienceUs = 5e6;

/**
 * What a room's sound is made into, by what the path carries: as configured where there is room for that, else Opus at less, down to 24 kbit/s. Less is taken at once, more after
 * five seconds, as much as there was room for all that time. Pure.
 */
export class SoundRate {
  readonly #format: SoundFormat;
  readonly #configured: SoundChoice;
  readonly #share: number;
  #choice: SoundChoice;
  #roomSinceUs = Number.NaN;
  /** The least that was wanted since then. */
  #roomFor: SoundChoice;

  /** `tracks`: how many share the path. */
  constructor(format: SoundFormat, bitrateBps: number, tracks = 1) {
    this.#format = format;
    this.#configured = { codec: format.codec, bitrateBps };
    this.#choice = this.#configured;
    this.#roomFor = this.#configured;
    this.#share = share / tracks;
  }

  get choice(): SoundChoice {
    return this.#choice;
  }

  /** To be told what the path carries of everything, bits a second, a few times a second. */
  see(pathBps: number, nowUs: number): SoundChoice {
    const wanted = this.#wanted(pathBps);
    if (rank(wanted) <= rank(this.#choice)) {
      this.#roomSinceUs = Number.NaN;
      if (rank(wanted) < rank(this.#choice)) this.#choice = wanted;
      return this.#choice;
    }
    if (Number.isNaN(this.#roomSinceUs)) {
      this.#roomSinceUs = nowUs;
      this.#roomFor = wanted;
    } else if (rank(wanted) < rank(this.#roomFor)) this.#roomFor = wanted;
    if (nowUs - this.#roomSinceUs >= patienceUs) {
      this.#roomSinceUs = Number.NaN;
      this.#choice = this.#roomFor;
    }
    return this.#choice;
  }

  #wanted(pathBps: number): SoundChoice {
    const { codec, bitrateBps } = this.#configured;
    if (codec !== 'opus') {
      const most = this.#choice.codec === codec ? mostLossless : backLossless;
      if (losslessBps(codec) <= pathBps * most * (this.#share / share)) return this.#configured;
    }
    const headsBps = (headBytes * 8000) / this.#format.frameMs;
    const room = (pathBps * this.#share - headsBps) / copies;
    if (codec === 'opus' && room >= bitrateBps) return this.#configured;
    const step = stepsBps.findLast((bps) => bps <= Math.min(room, mostBps(this.#configured)));
    return { codec: 'opus', bitrateBps: step ?? Math.min(stepsBps[0]!, mostBps(this.#configured)) };
  }
}

/** Of Opus in place of samples as they are. */
const insteadBps = 256_000;

function mostBps({ codec, bitrateBps }: SoundChoice): number {
  return codec === 'opus' ? bitrateBps : insteadBps;
}

function losslessBps(codec: SoundCodec): number {
  return RATE_HZ * 2 * (codec === 'pcm16' ? 16 : 24);
}

/** Which of two choices is more. */
function rank({ codec, bitrateBps }: SoundChoice): number {
  return codec === 'opus' ? bitrateBps : Infinity;
}
