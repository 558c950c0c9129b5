import { SdlError, Window, type WindowEvent } from '@ajar/sdl';
import { ScreenError } from './error.ts';
import type { PictureScreen, PlanarPicture, ScreenEvent, ShownInfo } from './screen.ts';
import type { WindowScreenOptions } from './screen-options.ts';

/** A window of this desktop. F and F11 cover the whole screen, Escape goes back. */
export class WindowScreen implements PictureScreen {
  readonly wantsDecoded = true;
  readonly description: string;
  readonly dropped = 0;
  readonly #window: Window;
  readonly #nowUs: () => number;

  /** Throws ScreenError `missing`, `no-display` or `failed`. */
  constructor(display: string | undefined, options: WindowScreenOptions) {
    this.#nowUs = options.nowUs;
    this.#window = translated(() =>
      Window.open({
        title: options.title ?? 'Ajar',
        fullscreen: options.fullscreen ?? false,
        vsync: options.vsync ?? false,
        renderer: options.renderer ?? 'auto',
        ...(display === undefined ? undefined : { display }),
        ...options.size,
        ...options.position,
      }),
    );
    const where = display ?? process.env['DISPLAY'];
    this.description = `window${where === undefined ? '' : ` on ${where}`}, ${this.#window.renderer} renderer`;
  }

  show(picture: PlanarPicture, _info: ShownInfo): number {
    try {
      this.#window.upload(picture);
      this.#window.present();
    } catch (error) {
      throw translate(error);
    }
    return this.#nowUs();
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
