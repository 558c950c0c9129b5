/**
 * One timer for whatever is due next. Node's timers ring up to about a millisecond late; for less, the alarm keeps the
 * event loop turning for the last `spinUs` before it is due, which takes up to a whole core.
 */
export class Alarm {
  readonly #nowUs: () => number;
  readonly #spinUs: number;
  readonly #ring: () => void;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #dueUs = Infinity;

  constructor(nowUs: () => number, spinUs: number, ring: () => void) {
    this.#nowUs = nowUs;
    this.#spinUs = spinUs;
    this.#ring = ring;
  }

  /** Rings at `dueUs`, or earlier where it has been set for earlier. */
  set(dueUs: number): void {
    if (dueUs >= this.#dueUs) return;
    this.#disarm();
    this.#dueUs = dueUs;
    this.#arm();
  }

  stop(): void {
    this.#disarm();
    this.#dueUs = Infinity;
  }

  #arm(): void {
    const restUs = this.#dueUs - this.#nowUs() - this.#spinUs;
    if (restUs <= 0 && this.#spinUs > 0) this.#immediate = setImmediate(this.#look);
    else this.#timer = setTimeout(this.#look, Math.min(Math.max(1, Math.ceil(restUs / 1000)), 0x7fffffff));
  }

  #disarm(): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    if (this.#immediate !== undefined) clearImmediate(this.#immediate);
    this.#timer = undefined;
    this.#immediate = undefined;
  }

  readonly #look = (): void => {
    this.#timer = undefined;
    this.#immediate = undefined;
    if (this.#nowUs() < this.#dueUs) {
      this.#arm();
      return;
    }
    this.#dueUs = Infinity;
    this.#ring();
  };
}
