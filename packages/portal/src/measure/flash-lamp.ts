/** What a lamp needs of a screen. */
export interface LampScreen {
  /** Draws a code over the picture from the next presentation on; undefined takes it away. */
  overlay(code: number | undefined): void;
  /** Presents what is there now; when that was done in µs, or undefined when there is nothing to present. */
  present(): number | undefined;
}

/** Three flashes a second are the most that is safe for people who are sensitive to flicker (WCAG 2.3.1). */
const leastGapUs = 340_000;
/** Long enough for every picture of a camera that takes thirty a second to have a chance. */
const shownMs = 120;

/** Shows codes on a screen for a moment, when the other portal asks for them: never more than three a second, whatever it asks. */
export class FlashLamp {
  readonly #screen: LampScreen;
  #lastUs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(screen: LampScreen) {
    this.#screen = screen;
  }

  /** Shows a code and returns when it was presented, in µs; undefined when it is too soon, or there is nothing on the screen. */
  flash(code: number, nowUs: number): number | undefined {
    if (nowUs - this.#lastUs < leastGapUs) return undefined;
    this.#lastUs = nowUs;
    this.#screen.overlay(code);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#dark(), shownMs);
    return this.#screen.present();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #dark(): void {
    this.#screen.overlay(undefined);
    this.#screen.present();
  }
}
