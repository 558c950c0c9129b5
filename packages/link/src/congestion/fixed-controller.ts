import { type CongestionController, presumedPacingBps } from './controller.ts';

/** No congestion control: paces at a rate that was given, or by the media alone. */
export class FixedController implements CongestionController {
  readonly targetBps: number = Number.NaN;
  readonly congested = false;
  readonly queueUs = 0;
  mediaBps = 0;
  readonly #givenBps: number | undefined;

  constructor(pacingBps: number | undefined) {
    this.#givenBps = pacingBps;
  }

  get pacingBps(): number {
    return this.#givenBps ?? presumedPacingBps(this.mediaBps);
  }

  arrived(): void {}

  inOrder(): void {}

  lost(): void {}

  silent(): void {}

  update(): void {}

  moved(): void {}

  reset(): void {}
}
