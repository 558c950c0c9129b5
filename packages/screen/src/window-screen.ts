import { SdlError, Window, type WindowEvent } from '@ajar/sdl';
import { ScreenError } from './error.ts';
import type { PictureScreen, Placement, PlanarPicture, ScreenEvent, ShownInfo } from './screen.ts';
import type { WindowScreenOptions } from './screen-options.ts';

/** A window of this desktop. F and F11 cover the whole screen, Escape goes back. */
export class WindowScreen implements PictureScreen {
  readonly wantsDecoded = true;
  readonly description: string;
  readonly dropped = 0;
  readonly #window: Window;
  readonly #nowUs: () => number;
  #prepared = false;

  /** Throws ScreenError `missing`, `no-display`, `no-monitor`, `bad-option` or `failed`. */
  constructor(display: string | undefined, options: WindowScreenOptions) {
    this.#nowUs = options.nowUs;
    this.#window = translated(() =>
      Window.open({
        title: options.title ?? 'Ajar',
        fullscreen: options.fullscreen ?? false,
        vsync: options.vsync ?? false,
        renderer: options.renderer ?? 'auto',
        ...(display === undefined ? undefined : { display }),
        ...(options.monitor === undefined ? undefined : { monitor: options.monitor }),
        ...(options.crop === undefined ? undefined : { crop: options.crop }),
        ...(options.keystone === undefined ? undefined : { keystone: options.keystone }),
        ...options.size,
        ...options.position,
      }),
    );
    const where = display ?? process.env['DISPLAY'];
    this.description = `window${where === undefined ? '' : ` on ${where}`}, ${this.#window.renderer} renderer`;
  }

  prepare(picture: PlanarPicture, _info: ShownInfo): void {
    try {
      this.#window.upload(picture);
    } catch (error) {
      throw translate(error);
    }
    this.#prepared = true;
  }

  present(): number | undefined {
    if (!this.#prepared) return undefined;
    translated(() => this.#window.present());
    return this.#nowUs();
  }

  overlay(cells: readonly boolean[] | undefined): void {
    this.#window.overlay(cells);
  }

  place(placement: Placement | undefined): void {
    translated(() => this.#window.place(placement));
  }

  show(picture: PlanarPicture, info: ShownInfo): number | undefined {
    this.prepare(picture, info);
    return this.present();
  }

  pump(): ScreenEvent | undefined {
    for (;;) {
      const event = this.#window.poll();
      if (event === undefined) return undefined;
      const news = this.#handle(event);
      if (news !== undefined) return news;
    }
  }

  async close(): Promise<void> {
    this.#window.close();
  }

  #handle(event: WindowEvent): ScreenEvent | undefined {
    switch (event.type) {
      case 'quit':
        return { type: 'quit' };
      case 'resize':
        this.#window.present();
        return { type: 'resize', width: event.width, height: event.height };
      case 'expose':
      case 'monitors':
        this.#window.present();
        return undefined;
      case 'key':
        this.#setFullscreen(event.key !== 'escape' && !this.#window.fullscreen);
        return undefined;
      case 'lost':
        return undefined;
    }
  }

  #setFullscreen(on: boolean): void {
    if (on !== this.#window.fullscreen) this.#window.setFullscreen(on);
  }
}

function translated<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw translate(error);
  }
}

function translate(error: unknown): unknown {
  if (!(error instanceof SdlError)) return error;
  const code = error.code === 'no-device' ? 'failed' : error.code;
  return new ScreenError(code, error.message, { cause: error });
}
