import { nowUs } from '@ajar/actor';

/**
 * Calls `show` with the number of each frame when its time has come. A frame whose successor is already due is left out:
 * nothing queues.
 */
export class FrameClock {
  readonly #startUs: number;
  readonly #periodUs: number;
  readonly #frames: number;
  readonly #show: (frame: number) => void;
  #next = 0;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;

  constructor(startUs: number, fps: number, frames: number, show: (frame: number) => void) {
    this.#startUs = startUs;
    this.#periodUs = 1e6 / fps;
    this.#frames = frames;
    this.#show = show;
    this.#arm();
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#next = this.#frames;
  }

  #arm(): void {
    if (this.#next >= this.#frames) return;
    const waitMs = Math.round((this.#startUs + this.#next * this.#periodUs - nowUs()) / 1000);
    // A timer takes a millisecond at least; a frame that is due already has none to lose.
    if (waitMs > 0) this.#timer = setTimeout(this.#tick, waitMs);
    else this.#immediate = setImmediate(this.#tick);
  }

  readonly #tick = (): void => {
    // A timer may fire up to half its millisecond early.
    const due = Math.floor((nowUs() + 500 - this.#startUs) / this.#periodUs);
    if (due >= this.#next) {
      const frame = Math.min(due, this.#frames - 1);
      this.#next = frame + 1;
      this.#show(frame);
    }
    this.#arm();
  };
}
