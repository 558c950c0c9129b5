import { SdlError } from './error.ts';
import { FullScreen } from './full-screen.ts';
import { checkKeystone } from './keystone.ts';
import { fitInside } from './letterbox.ts';
import { loadSdl } from './library.ts';
import { readMonitors, requireMonitor } from './monitors.ts';
import { Painter } from './painter.ts';
import type { PlanarPicture } from './picture.ts';
import { checkCrop, checkPlacement, type Placement, type Rect } from './rect.ts';
import { type Canvas, createCanvas, destroyCanvas, type RendererChoice } from './renderer.ts';
import { StreamingTexture } from './texture.ts';
import { startVideo, type Video } from './video.ts';
import { EventBuffer, type WindowEvent } from './window-event.ts';

export interface WindowOptions {
  /** Default `Ajar`. */
  readonly title?: string;
  /**
   * Inner size in points (pixels, unless the screen is HiDPI), 1…16384. Default 1280×720. A size that its monitor
   * cannot hold is made smaller, in proportion.
   */
  readonly width?: number;
  readonly height?: number;
  /** Upper left corner on the desktop in points. Default: where the window manager likes. */
  readonly x?: number;
  readonly y?: number;
  /**
   * Index, name or part of the name of the monitor to open on and to cover in full screen; see `listMonitors`. Default: the
   * first, and for full screen the one that the window is on.
   */
  readonly monitor?: string | number;
  /** Default false. */
  readonly fullscreen?: boolean;
  /** X display such as `:0`. Default: the display of this session. */
  readonly display?: string;
  /** Wait in {@link Window.present} for the screen's refresh: no tearing, up to one refresh later. Default false.
   * Without effect where software draws: the X server tells nobody when its screen is refreshed. */
  readonly vsync?: boolean;
  /** Default `auto`. */
  readonly renderer?: RendererChoice;
  /** Linear scaling rather than nearest pixel. Default true. */
  readonly smooth?: boolean;
  /** The part of the picture that is shown, in fractions of it. Default: all. */
  readonly crop?: Rect;
  /**
   * For a projector that stands askew: where on the screen the corners of the image go, x and y each, clockwise from the
   * upper left, in fractions of the screen. Default: where they are.
   */
  readonly keystone?: readonly number[];
}

/**
 * One window that shows pictures, letterboxed on black. SDL has one event queue and one display per process, so there
 * may be one at a time. All calls block: uploading and presenting take about 1 ms at 1080p without scaling.
 *
 * When the X server goes away, Xlib ends the process with exit status 1; no call can prevent it.
 */
export class Window implements Disposable {
  /** SDL's name of what draws: `software`, `opengl`, `metal`, `direct3d11`… */
  readonly renderer: string;
  readonly #video: Video;
  readonly #canvas: Canvas;
  readonly #texture: StreamingTexture;
  readonly #event: EventBuffer = new EventBuffer();
  readonly #painter: Painter;
  readonly #fullScreen: FullScreen;
  #closed = false;

  private constructor(video: Video, canvas: Canvas, options: WindowOptions) {
    this.#video = video;
    this.#canvas = canvas;
    this.renderer = canvas.name;
    this.#fullScreen = new FullScreen(video, canvas.window, options.monitor);
    this.#texture = new StreamingTexture(video.library, video.functions, canvas.renderer);
    this.#painter = new Painter(video, canvas, options.crop, options.keystone);
  }

  /** Throws SdlError `missing` (no SDL2), `no-display`, `no-monitor`, `bad-option` or `failed`. The window is black until the first present. */
  static open(options: WindowOptions = {}): Window {
    if (windowIsOpen) throw new SdlError('failed', 'this process has a window already: close it first');
    if (options.crop !== undefined) checkCrop(options.crop);
    if (options.keystone !== undefined) checkKeystone(options.keystone);
    const library = loadSdl();
    const video = startVideo(library, options.display);
    try {
      library.setHint('SDL_RENDER_SCALE_QUALITY', options.smooth === false ? 'nearest' : 'linear');
      const canvas = createCanvas(video, options.renderer ?? 'auto', options.vsync ?? false, () =>
        createHiddenWindow(video, options),
      );
      const window = new Window(video, canvas, options);
      windowIsOpen = true;
      video.functions.disableScreenSaver();
      video.functions.showWindow(canvas.window);
      if (options.fullscreen === true) window.setFullscreen(true);
      window.present();
      return window;
    } catch (error) {
      windowIsOpen = false;
      video.stop();
      throw error;
    }
  }

  get closed(): boolean {
    return this.#closed;
  }

  get fullscreen(): boolean {
    return this.#fullScreen.on;
  }

  /**
   * Takes a picture over without showing it; its planes are free again on return. Size and format may change from
   * picture to picture. Throws SdlError `bad-picture` or `failed`.
   */
  upload(picture: PlanarPicture): void {
    this.#assertOpen();
    this.#texture.upload(picture);
  }

  /** Shows the picture uploaded last, or black. On X11 without a graphics card the server has it on return. */
  present(): void {
    this.#assertOpen();
    this.#painter.paint(this.#texture);
  }

  /**
   * Puts a part of the picture somewhere on the screen from the next present on; undefined: crop and letterbox again. Throws
   * SdlError `bad-option`.
   */
  place(placement: Placement | undefined): void {
    if (placement !== undefined) checkPlacement(placement);
    this.#painter.placement = placement;
  }

  /**
   * Draws a row of cells, true where light, along the middle of the screen over the picture from the next present on, until
   * undefined takes it away: something that a camera can see.
   */
  overlay(cells: readonly boolean[] | undefined): void {
    this.#painter.flash = cells;
  }

  /** The oldest event not yet taken; undefined when there is none. Call it often, or the desktop thinks we hang. */
  poll(): WindowEvent | undefined {
    if (this.#closed) return undefined;
    while (this.#video.functions.pollEvent(this.#event.bytes) !== 0) {
      const event = this.#event.decode();
      if (event === undefined) continue;
      if (event.type === 'lost') this.#texture.drop();
      if (event.type === 'monitors') this.#fullScreen.monitorsChanged();
      return event;
    }
    return undefined;
  }

  /** Covers its monitor wholly, without a cursor, or goes back. Throws SdlError `failed`. */
  setFullscreen(on: boolean): void {
    this.#assertOpen();
    if (on) this.#fullScreen.enter();
    else this.#fullScreen.leave();
  }

  setTitle(title: string): void {
    this.#assertOpen();
    this.#video.functions.setWindowTitle(this.#canvas.window, title);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    windowIsOpen = false;
    this.#texture.drop();
    destroyCanvas(this.#video.functions, this.#canvas);
    this.#video.stop();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #assertOpen(): void {
    if (this.#closed) throw new SdlError('failed', 'the window is closed: open another');
  }
}

let windowIsOpen = false;

function createHiddenWindow(video: Video, options: WindowOptions): bigint {
  const { library, functions } = video;
  const { width = 1280, height = 720 } = options;
  const size = Int32Array.of(0, 0, width, height);
  const monitor = new Int32Array(4);
  const index =
    options.monitor === undefined ? 0 : requireMonitor(readMonitors(video), options.monitor).index;
  const anywhere = options.monitor === undefined ? POSITION_UNDEFINED : POSITION_CENTRED | index;
  // A window larger than its monitor would show only a part of the picture, and nobody could reach its edges.
  if (functions.getDisplayBounds(index, monitor) === 0 && (width > monitor[2]! || height > monitor[3]!)) {
    fitInside(width, height, monitor[2]!, monitor[3]!, size);
  }
  const window = functions.createWindow(
    options.title ?? 'Ajar',
    options.x ?? anywhere,
    options.y ?? anywhere,
    size[2]!,
    size[3]!,
    WINDOW_HIDDEN | WINDOW_RESIZABLE | WINDOW_ALLOW_HIGHDPI,
  );
  return library.checkPointer(window, 'open a window');
}

const POSITION_UNDEFINED = 0x1fff_0000;
const POSITION_CENTRED = 0x2fff_0000;
const WINDOW_HIDDEN = 0x8;
const WINDOW_RESIZABLE = 0x20;
const WINDOW_ALLOW_HIGHDPI = 0x2000;
