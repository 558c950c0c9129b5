import { fitInside } from './letterbox.ts';
import { chooseMonitor, lastingName, type MonitorPlace } from './monitor-choice.ts';
import { readMonitors, requireMonitor } from './monitors.ts';
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
  /** The monitor to cover; undefined: the one that the window is on. */
  readonly #wanted: string | number | undefined;
  /** What is covered now. */
  #covered: MonitorPlace | undefined;
  #wished = false;

  /** Throws SdlError `no-monitor`. */
  constructor(video: Video, window: bigint, monitor: string | number | undefined) {
    this.#video = video;
    this.#window = window;
    if (monitor === undefined) return;
    const monitors = readMonitors(video);
    this.#wanted = lastingName(monitors, requireMonitor(monitors, monitor));
  }

  /** Whether a person wants it; with its monitor away the picture is in a window until that comes back. */
  get on(): boolean {
    return this.#wished;
  }

  /** Covers its monitor, without a cursor. Throws SdlError `failed`. */
  enter(): void {
    if (this.#wished) return;
    const { functions } = this.#video;
    const monitors = readMonitors(this.#video);
    const here = monitors[functions.getWindowDisplayIndex(this.#window)] ?? monitors[0];
    const choice = chooseMonitor(monitors, this.#wanted ?? here?.index, undefined);
    this.#remember();
    if (choice.act === 'cover') this.#cover(choice.monitor);
    this.#wished = true;
  }

  /** Goes back to the size and place before. Throws SdlError `failed`. */
  leave(): void {
    if (!this.#wished) return;
    this.#wished = false;
    if (this.#covered !== undefined) this.#uncover(this.#before);
  }

  /** Goes where the picture belongs now that monitors came, went or changed. Throws SdlError `failed`. */
  monitorsChanged(): void {
    if (!this.#wished) return;
    const choice = chooseMonitor(readMonitors(this.#video), this.#wanted, this.#covered);
    if (choice.act === 'cover') {
      if (this.#covered === undefined) this.#remember();
      else this.#uncover(this.#before);
      this.#cover(choice.monitor);
    } else if (choice.act === 'retreat') {
      this.#uncover(this.#insideOf(choice.monitor));
    }
  }

  #cover(monitor: MonitorPlace): void {
    const { functions, library, driver } = this.#video;
    const place = Int32Array.of(monitor.x, monitor.y, monitor.width, monitor.height);
    if (driver === 'x11') this.#place(place);
    else
      functions.setWindowPosition(
        this.#window,
        POSITION_CENTRED | monitor.index,
        POSITION_CENTRED | monitor.index,
      );
    const status = functions.setWindowFullscreen(this.#window, WINDOW_FULLSCREEN_DESKTOP);
    library.check(status, 'cover the whole screen');
    functions.showCursor(0);
    this.#covered = monitor;
  }

  #uncover(place: Int32Array): void {
    const { functions, library, driver } = this.#video;
    library.check(functions.setWindowFullscreen(this.#window, 0), 'leave full screen');
    if (driver === 'x11' || place !== this.#before) this.#place(place);
    functions.showCursor(1);
    this.#covered = undefined;
  }

  #remember(): void {
    const { functions } = this.#video;
    const before = this.#before;
    functions.getWindowPosition(this.#window, before.subarray(0, 1), before.subarray(1, 2));
    functions.getWindowSize(this.#window, before.subarray(2, 3), before.subarray(3, 4));
  }

  /** The window's size before, or what fits, in the middle of a monitor. */
  #insideOf({ x, y, width, height }: MonitorPlace): Int32Array {
    const place = new Int32Array(4);
    const [wide, high] = [this.#before[2]!, this.#before[3]!];
    fitInside(wide, high, Math.min(wide, width), Math.min(high, height), place);
    place[0] = x + ((width - place[2]!) >> 1);
    place[1] = y + ((height - place[3]!) >> 1);
    return place;
  }

  #place([x, y, width, height]: Int32Array): void {
    const { functions } = this.#video;
    functions.setWindowSize(this.#window, width!, height!);
    functions.setWindowPosition(this.#window, x!, y!);
  }
}

const WINDOW_FULLSCREEN_DESKTOP = 0x1001;
const POSITION_CENTRED = 0x2fff_0000;
