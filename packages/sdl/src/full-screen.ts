import type { Video } from './video.ts';

/**
 * Whole monitor and back, for one window. On X11 the window is also moved and resized by hand: without a window
 * manager, as on a machine that shows nothing but this, nobody else does it, and SDL believes it was done.
 */
export class FullScreen {
  readonly #video: Video;
  readonly #window: bigint;
  /** Where the window was: x, y, width, height. */
  readonly #before = new Int32Array(4);
  #on = false;

  constructor(video: Video, window: bigint) {
    this.#video = video;
    this.#window = window;
  }

  get on(): boolean {
    return this.#on;
  }

  /** Covers the monitor that the window is on, without a cursor. Throws SdlError `failed`. */
  enter(): void {
    if (this.#on) return;
    const { functions, library, driver } = this.#video;
    if (driver === 'x11') {
      this.#remember();
      const monitor = new Int32Array(4);
      const index = functions.getWindowDisplayIndex(this.#window);
      if (functions.getDisplayBounds(index, monitor) === 0) this.#place(monitor);
    }
    library.check(
      functions.setWindowFullscreen(this.#window, WINDOW_FULLSCREEN_DESKTOP),
      'cover the whole screen',
    );
    functions.showCursor(0);
    this.#on = true;
  }

  /** Goes back to the size and place before. Throws SdlError `failed`. */
  leave(): void {
    if (!this.#on) return;
    const { functions, library, driver } = this.#video;
    library.check(functions.setWindowFullscreen(this.#window, 0), 'leave full screen');
    if (driver === 'x11') this.#place(this.#before);
    functions.showCursor(1);
    this.#on = false;
  }

  #remember(): void {
    const { functions } = this.#video;
    const before = this.#before;
    functions.getWindowPosition(this.#window, before.subarray(0, 1), before.subarray(1, 2));
    functions.getWindowSize(this.#window, before.subarray(2, 3), before.subarray(3, 4));
  }

  #place([x, y, width, height]: Int32Array): void {
    const { functions } = this.#video;
    functions.setWindowSize(this.#window, width!, height!);
    functions.setWindowPosition(this.#window, x!, y!);
  }
}

const WINDOW_FULLSCREEN_DESKTOP = 0x1001;
