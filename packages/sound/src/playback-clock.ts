import { framesOf, RATE_HZ } from './format.ts';

/** More than this ahead of the loudspeaker only adds delay. */
export const MAX_QUEUED_FRAMES: number = RATE_HZ / 2;

/**
 * A loudspeaker in arithmetic: starts with the first sample written and plays 48,000 sample frames a second from then
 * on, silence where nothing was written in time.
 */
export class PlaybackClock {
  #startUs: number | undefined;
  #position = 0;
  #underruns = 0;

  /** Times it ran dry. */
  get underruns(): number {
    return this.#underruns;
  }

  /** Sample frames written and not yet played at `nowUs`. */
  queuedFrames(nowUs: number): number {
    if (this.#startUs === undefined) return 0;
    return Math.max(0, this.#position - framesOf(nowUs - this.#startUs));
  }

  /**
   * Appends `frames` at `nowUs` and returns the position in sample frames since the start where they are played: behind the
   * last ones, or further on when it ran dry in between. Returns −1, and appends nothing, when too much is queued.
   */
  append(nowUs: number, frames: number): number {
    this.#startUs ??= nowUs;
    const queued = this.queuedFrames(nowUs);
    if (queued + frames > MAX_QUEUED_FRAMES) return -1;
    const played = Math.floor(framesOf(nowUs - this.#startUs));
    if (played > this.#position) {
      this.#underruns++;
      this.#position = played;
    }
    const at = this.#position;
    this.#position += frames;
    return at;
  }
}
