import { IncomingFrame } from './incoming-frame.ts';

/** More frames than are in assembly on a good path at once; what a bad one or a hostile peer needs beyond goes back to the system. */
const keptFrames = 16;

/** Frames that are not in use, with their memory, for all tracks. */
export class FramePool {
  readonly #idle: IncomingFrame[] = [];

  take(): IncomingFrame {
    return this.#idle.pop() ?? new IncomingFrame();
  }

  give(frame: IncomingFrame): void {
    frame.release();
    if (this.#idle.length < keptFrames) this.#idle.push(frame);
  }
}
