/** The Fourier transform of complex numbers in place, a power of two of them (Cooley and Tukey 1965). */
export class Fourier {
  readonly size: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;

  constructor(size: number) {
    this.size = size;
    this.#cos = Float64Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sin = Float64Array.from({ length: size / 2 }, (_, k) => Math.sin((2 * Math.PI * k) / size));
  }

  forward(re: Float64Array, im: Float64Array): void {
    this.#transform(re, im, -1);
  }

  inverse(re: Float64Array, im: Float64Array): void {
    this.#transform(re, im, 1);
    for (let i = 0; i < this.size; i++) {
      re[i]! /= this.size;
      im[i]! /= this.size;
    }
  }

  #transform(re: Float64Array, im: Float64Array, sign: 1 | -1): void {
    const { size } = this;
    for (let i = 1, j = 0; i < size; i++) {
      let bit = size >> 1;
      for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
      j ^= bit;
      if (i < j) {
        [re[i], re[j]] = [re[j]!, re[i]!];
        [im[i], im[j]] = [im[j]!, im[i]!];
      }
    }
    for (let length = 2; length <= size; length <<= 1) {
      const half = length >> 1;
      const stride = size / length;
      for (let from = 0; from < size; from += length) {
        for (let k = 0; k < half; k++) {
          const cos = this.#cos[k * stride]!;
          const sin = sign * this.#sin[k * stride]!;
          const i = from + k;
          const j = i + half;
          const r = re[j]! * cos - im[j]! * sin;
          const m = re[j]! * sin + im[j]! * cos;
          re[j] = re[i]! - r;
          im[j] = im[i]! - m;
          re[i]! += r;
          im[i]! += m;
        }
      }
    }
  }
}
