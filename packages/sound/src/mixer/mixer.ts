import { framesOf } from '../format.ts';
import { Ducker } from './ducker.ts';
import { Limiter } from './limiter.ts';
import { Ramp } from './ramp.ts';

/** How loud a track is played. */
export interface TrackVolume {
  /** Percent of the amplitude that was sent, 0 to 200; 200 is 6.02 dB more. */
  readonly volumePct: number;
  readonly muted: boolean;
}

/** How a room hears the other one. */
export interface Mix {
  /** What its people say, and all else that its microphones hear. */
  readonly people: TrackVolume;
  /** A film or music that it shares. */
  readonly shared: TrackVolume;
  /** Whether what is shared gives way while people talk. */
  readonly ducking: boolean;
}

/** Everything as it was sent. */
export const plainMix: Mix = Object.freeze({
  people: Object.freeze({ volumePct: 100, muted: false }),
  shared: Object.freeze({ volumePct: 100, muted: false }),
  ducking: false,
});

/** Everything muted: what a mixer starts with where the mix is not known yet. */
export const silentMix: Mix = Object.freeze({
  people: Object.freeze({ volumePct: 100, muted: true }),
  shared: Object.freeze({ volumePct: 100, muted: true }),
  ducking: false,
});

/**
 * Makes one sound of two tracks: each at its volume, then their sum kept within full scale. With people's sound alone, at
 * 100 % and below −1 dBFS, not a bit of it changes. No delay; nothing is allocated after construction.
 */
export class Mixer {
  #mix: Mix;
  readonly #people: Ramp;
  readonly #shared: Ramp;
  readonly #ducker = new Ducker();
  readonly #limiter = new Limiter();

  constructor(mix: Mix = plainMix) {
    this.#mix = mix;
    this.#people = new Ramp(gainOf(mix.people));
    this.#shared = new Ramp(gainOf(mix.shared));
  }

  /** From now on it is this mix; volumes go there within 20 ms, so that nothing clicks. Volumes out of range are brought into it. */
  set(mix: Mix): void {
    this.#mix = mix;
    this.#people.to(gainOf(mix.people), rampFrames);
    this.#shared.to(gainOf(mix.shared), rampFrames);
  }

  /**
   * Mixes pieces of interleaved stereo of one length, 48 kHz.
   *
   * @param people in: its track; out: the mix, every sample within ±0.989
   * @param shared the other track, where there is one; overwritten
   */
  process(people: Float32Array, shared?: Float32Array): void {
    if (shared !== undefined) {
      this.#ducker.process(people, shared, this.#mix.ducking && !this.#mix.people.muted);
      this.#shared.apply(shared);
    }
    this.#people.apply(people);
    if (shared !== undefined) for (let i = 0; i < people.length; i++) people[i]! += shared[i]!;
    this.#limiter.process(people);
  }

  /** The most that the limiter took away since this was asked last, dB ≥ 0. */
  takeReductionDb(): number {
    return this.#limiter.takeReductionDb();
  }
}

const rampFrames = framesOf(20_000);

function gainOf({ volumePct, muted }: TrackVolume): number {
  return muted || !(volumePct > 0) ? 0 : Math.min(volumePct, 200) / 100;
}
