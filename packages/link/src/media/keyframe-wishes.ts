import type { EventQueue } from '../event-queue.ts';

/** A keyframe that was wished for is on its way after this long, or the wish was overheard, µs. */
const patienceUs = 300_000;

/** Asks the user for keyframes: once for each time that a track cannot go on without one. */
export class KeyframeWishes {
  readonly #events: EventQueue;
  /** Per track: the newest keyframe when one was last wished for, and when that was. */
  readonly #wishes = new Map<number, { keyframe: number; atUs: number }>();

  constructor(events: EventQueue) {
    this.#events = events;
  }

  /** `newestKeyframe` is the number of the newest one that was handed in, −1 for none. */
  want(nowUs: number, track: number, newestKeyframe: number): void {
    const wish = this.#wishes.get(track);
    if (wish !== undefined && wish.keyframe === newestKeyframe && nowUs - wish.atUs < patienceUs) return;
    this.#wishes.set(track, { keyframe: newestKeyframe, atUs: nowUs });
    this.#events.push({ type: 'keyframe-wanted', track });
  }
}
