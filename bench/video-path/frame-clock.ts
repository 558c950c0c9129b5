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

  constructor(startUs: number, fps: number, frames: number, show: (frame: number) => void) {
    this.#startUs = startUs;
    this.#periodUs = 1e6 / fps;
    this.#frames = frames;
    this.#show = show;
    this.#arm();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#next = this.#frames;
  }

  #arm(): void {
    if (this.#next >= this.#frames) return;
    const waitUs = this.#startUs + this.#next * this.#periodUs - nowUs();
    this.#timer = setTimeout(this.#tick, Math.max(0, Math.round(waitUs / 1000)));
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
