/** Called when a frame has been drawn: its number, when it was decoded and when drawing ended, in µs of this page's clock. */
export type Painted = (number: number, decodedUs: number, drawnUs: number) => void;

/**
 * Draws the newest decoded frame at the display's next refresh and drops the ones it replaces: a picture that is late by a
 * refresh helps nobody. What the compositor and the display take after that is out of a page's sight and not in the times.
 */
export class Painter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #painted: Painted;
  #waiting: VideoFrame | undefined;
  #decodedUs = 0;
  #request = 0;

  constructor(canvas: HTMLCanvasElement, painted: Painted) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { alpha: false, desynchronized: true })!;
    this.#painted = painted;
  }

  /** Takes a frame, and closes it. */
  offer(frame: VideoFrame): void {
    this.#waiting?.close();
    this.#waiting = frame;
    this.#decodedUs = performance.now() * 1000;
    this.#request ||= requestAnimationFrame(this.#draw);
  }

  close(): void {
    cancelAnimationFrame(this.#request);
    this.#waiting?.close();
    this.#waiting = undefined;
  }

  readonly #draw = (): void => {
    this.#request = 0;
    const frame = this.#waiting;
    if (frame === undefined) return;
    this.#waiting = undefined;
    const { displayWidth: width, displayHeight: height } = frame;
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    this.#context.drawImage(frame, 0, 0, width, height);
    const number = frame.timestamp;
    frame.close();
    this.#painted(number, this.#decodedUs, performance.now() * 1000);
  };
}
