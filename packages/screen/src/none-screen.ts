import type { PictureScreen, Placement, PlanarPicture, ScreenEvent, ShownInfo } from './screen.ts';

/** Shows nothing, at once. */
export class NoneScreen implements PictureScreen {
  readonly wantsDecoded = true;
  readonly description = 'nowhere';
  readonly dropped = 0;
  readonly #nowUs: () => number;
  #prepared = false;

  constructor(nowUs: () => number) {
    this.#nowUs = nowUs;
  }

  prepare(_picture: PlanarPicture, _info: ShownInfo): void {
    this.#prepared = true;
  }

  present(): number | undefined {
    return this.#prepared ? this.#nowUs() : undefined;
  }

  overlay(_cells: readonly boolean[] | undefined): void {}

  place(_placement: Placement | undefined): void {}

  show(_picture: PlanarPicture, _info: ShownInfo): number {
    return this.#nowUs();
  }

  pump(): ScreenEvent | undefined {
    return undefined;
  }

  async close(): Promise<void> {}
}
