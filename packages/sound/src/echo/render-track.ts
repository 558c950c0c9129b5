import { CHANNELS, framesOf, microsOf } from '../format.ts';

/** Played sound that is remembered: 1.4 s. */
const capacity = 65_536;
/** How fast the estimate of when sound is heard follows what is said of it: a buffer's filling is known to some ms only. */
const trust = 1 / 100;
/** What is further off has jumped: a device was opened anew, or stood still. */
const jumpFrames = 960;
/** A pull may read so much faster or slower to come closer to its time; echo cancellers follow that. */
const maxPull = 0.001;
const pullShare = 0.05;

/**
 * What a loudspeaker plays, by the time at which it is heard: blocks in, any stretch of time out. Two devices have two clocks; reading follows
 * the difference by interpolation (cubic, Hermite) and without slips. One channel: the mean of both. Allocates nothing after it was made.
 */
export class RenderTrack {
  readonly #ring = new Float32Array(capacity);
  #written = 0;
  /** When sample frame 0 was heard, as far as the last blocks tell. */
  #originUs = Number.NaN;
  #readAt = Number.NaN;
  #jumps = 0;

  /** How often it had to begin anew, because one of the two devices did. */
  get jumps(): number {
    return this.#jumps;
  }

  /** Until when it is known what is heard; NaN before anything is. */
  get knownUntilUs(): number {
    return this.#originUs + microsOf(this.#written - 3);
  }

  /** The next pull begins exactly where it is told to, instead of coming closer to it slowly. */
  realign(): void {
    this.#readAt = Number.NaN;
  }

  /** Takes interleaved stereo, any whole sample frames, that will be heard from `heardUs` on. */
  push(block: Float32Array, heardUs: number): void {
    const originUs = heardUs - microsOf(this.#written);
    const offFrames = framesOf(Math.abs(originUs - this.#originUs));
    if (!(offFrames < jumpFrames)) this.#originUs = originUs;
    else this.#originUs += (originUs - this.#originUs) * trust;
    const frames = block.length / CHANNELS;
    for (let frame = 0; frame < frames; frame++) {
      const sample = (block[2 * frame]! + block[2 * frame + 1]!) / 2;
      this.#ring[(this.#written + frame) % capacity] = Number.isFinite(sample) ? sample : 0;
    }
    this.#written += frames;
  }

  /** Fills `into` with what was heard from `fromUs` on; silence where nothing is known. Times must go forward. */
  pull(fromUs: number, into: Float32Array): void {
    const wanted = framesOf(fromUs - this.#originUs);
    if (Number.isNaN(wanted)) {
      into.fill(0);
      return;
    }
    let off = wanted - this.#readAt;
    if (!(Math.abs(off) < jumpFrames)) {
      if (!Number.isNaN(this.#readAt)) this.#jumps++;
      this.#readAt = wanted;
      off = 0;
    }
    const step = 1 + Math.min(Math.max((off * pullShare) / into.length, -maxPull), maxPull);
    for (let i = 0; i < into.length; i++) {
      into[i] = this.#at(this.#readAt);
      this.#readAt += step;
    }
  }

  #at(position: number): number {
    const whole = Math.floor(position);
    const oldest = Math.max(0, this.#written - capacity);
    if (whole - 1 < oldest || whole + 2 >= this.#written) return 0;
    const t = position - whole;
    const a = this.#ring[(whole - 1) % capacity]!;
    const b = this.#ring[whole % capacity]!;
    const c = this.#ring[(whole + 1) % capacity]!;
    const d = this.#ring[(whole + 2) % capacity]!;
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  }
}
