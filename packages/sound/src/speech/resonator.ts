import { RATE_HZ } from '../format.ts';

/** A resonance with a gain of 1 at 0 Hz (the digital resonator of Klatt, JASA 67, 1980). */
export class Resonator {
  #a = 1;
  #b = 0;
  #c = 0;
  #y1 = 0;
  #y2 = 0;

  /** `hz`: centre, `widthHz`: bandwidth at −3 dB. */
  tune(hz: number, widthHz: number): void {
    const radius = Math.exp((-Math.PI * widthHz) / RATE_HZ);
    this.#c = -radius * radius;
    this.#b = 2 * radius * Math.cos((2 * Math.PI * hz) / RATE_HZ);
    this.#a = 1 - this.#b - this.#c;
  }

  step(x: number): number {
    const y = this.#a * x + this.#b * this.#y1 + this.#c * this.#y2;
    this.#y2 = this.#y1;
    this.#y1 = y;
    return y;
  }
}
