/** More frames than this in the decoder's queue are a backlog: showing them all would only make every later one late. */
const BACKLOG = 3;
/** A burst after a pause of the page is decoded in less time than a keyframe needs to come; a slow decoder stays behind. */
const PATIENCE_MS = 150;
const ASK_INTERVAL_MS = 500;

/** Decides which encoded frames go to the decoder, and when a keyframe has to be asked for. */
export class Admission {
  #broken = true;
  #behindSinceMs: number | undefined;
  #askedMs = -Infinity;

  /** False when the frame has to be dropped: without the frames before it, it cannot be decoded. */
  admits(keyframe: boolean, queued: number, nowMs: number): boolean {
    if (queued <= BACKLOG) this.#behindSinceMs = undefined;
    else this.#behindSinceMs ??= nowMs;
    if (this.#behindSinceMs !== undefined && nowMs - this.#behindSinceMs > PATIENCE_MS) this.#broken = true;
    else if (keyframe) this.#broken = false;
    return !this.#broken;
  }

  /** The decoder has lost what later frames refer to: nothing but a keyframe will do. */
  break(): void {
    this.#broken = true;
  }

  /** True when a keyframe is wanted and none was asked for in the last half second. Counts as asking. */
  asks(nowMs: number): boolean {
    if (!this.#broken || nowMs - this.#askedMs < ASK_INTERVAL_MS) return false;
    this.#askedMs = nowMs;
    return true;
  }
}
