import { Fourier } from './fourier.ts';

const blockFrames = 240;
const fourier = new Fourier(512);

/** An endless sound as it is heard through an impulse response, block by block of 5 ms: overlap-add in uniform parts. */
export class StreamConvolver {
  readonly #parts: { re: Float64Array; im: Float64Array }[] = [];
  readonly #past: { re: Float64Array; im: Float64Array }[];
  readonly #re = new Float64Array(fourier.size);
  readonly #im = new Float64Array(fourier.size);
  readonly #tail = new Float64Array(fourier.size);
  #at = 0;

  constructor(impulse: Float32Array) {
    for (let from = 0; from < impulse.length; from += blockFrames) {
      const re = new Float64Array(fourier.size);
      const im = new Float64Array(fourier.size);
      re.set(impulse.subarray(from, from + blockFrames));
      fourier.forward(re, im);
      this.#parts.push({ re, im });
    }
    this.#past = this.#parts.map(() => ({
      re: new Float64Array(fourier.size),
      im: new Float64Array(fourier.size),
    }));
  }

  /** Adds what is heard of a block, one channel of 240 numbers, to `into`. */
  add(block: Float32Array, into: Float32Array): void {
    const count = this.#parts.length;
    this.#at = (this.#at + count - 1) % count;
    const newest = this.#past[this.#at]!;
    newest.re.fill(0);
    newest.im.fill(0);
    newest.re.set(block);
    fourier.forward(newest.re, newest.im);
    const re = this.#re.fill(0);
    const im = this.#im.fill(0);
    for (let part = 0; part < count; part++) {
      const h = this.#parts[part]!;
      const x = this.#past[(this.#at + part) % count]!;
      for (let k = 0; k < fourier.size; k++) {
        re[k]! += h.re[k]! * x.re[k]! - h.im[k]! * x.im[k]!;
        im[k]! += h.re[k]! * x.im[k]! + h.im[k]! * x.re[k]!;
      }
    }
    fourier.inverse(re, im);
    const tail = this.#tail;
    for (let i = 0; i < fourier.size; i++) tail[i]! += re[i]!;
    for (let i = 0; i < blockFrames; i++) into[i]! += tail[i]!;
    tail.copyWithin(0, blockFrames);
    tail.fill(0, fourier.size - blockFrames);
  }
}
