import type { PictureScreen, PlanarPicture, ScreenEvent, ShownInfo } from './screen.ts';

/** Shows nothing, at once. */
export class NoneScreen implements PictureScreen {
  readonly wantsDecoded = true;
  readonly description = 'nowhere';
  readonly dropped = 0;
  readonly #nowUs: () => number;

  constructor(nowUs: () => number) {
    this.#nowUs = nowUs;
  }

  show(_picture: PlanarPicture, _info: ShownInfo): number {
    return this.#nowUs();
  }

  pump(): ScreenEvent | undefined {
    return undefined;
  }

  async close(): Promise<void> {}
}
