const binUs = 100_000;

/** How much was delivered when, in steps of 100 ms. */
export class GoodputHistory {
  readonly #startUs: number;
  readonly #binBytes: number[] = [];

  constructor(startUs: number) {
    this.#startUs = startUs;
  }

  add(nowUs: number, bytes: number): void {
    const bin = Math.floor((nowUs - this.#startUs) / binUs);
    while (this.#binBytes.length <= bin) this.#binBytes.push(0);
    this.#binBytes[bin]! += bytes;
  }

  /** The mean between two times, in bits a second; 0 where they are not 100 ms apart. */
  meanBps(fromUs: number, toUs: number): number {
    const first = Math.max(0, Math.ceil((fromUs - this.#startUs) / binUs));
    const end = Math.floor((toUs - this.#startUs) / binUs);
    if (end <= first) return 0;
    let bytes = 0;
    for (let bin = first; bin < end; bin++) bytes += this.#binBytes[bin] ?? 0;
    return (bytes * 8e6) / ((end - first) * binUs);
  }
}
