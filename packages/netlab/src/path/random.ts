/**
 * A seeded source of random numbers: xoshiro128** (Blackman and Vigna, 2018), its state filled by SplitMix32. The same seed
 * and stream give the same numbers on every machine; two streams of one seed are independent.
 */
export class Random {
  readonly #state: Uint32Array = new Uint32Array(4);
  #spareNormal = Number.NaN;

  /**
   * @param seed any integer; its low 53 bits count
   * @param stream tells independent sources of the same seed apart
   */
  constructor(seed: number, stream = 0) {
    let mix =
      (seed ^ Math.imul(Math.floor(seed / 2 ** 32), 0x85ebca6b) ^ Math.imul(stream + 1, 0xc2b2ae35)) | 0;
    for (let index = 0; index < 4; index++) {
      mix = (mix + 0x9e3779b9) | 0;
      let word = mix ^ (mix >>> 16);
      word = Math.imul(word, 0x21f0aaad);
      word ^= word >>> 15;
      word = Math.imul(word, 0x735a2d97);
      this.#state[index] = word ^ (word >>> 15);
    }
  }

  /** Uniform in [0, 1), in steps of 2^-32. */
  next(): number {
    const state = this.#state;
    const second = state[1]!;
    const scrambled = Math.imul(second, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
    state[2]! ^= state[0]!;
    state[3]! ^= second;
    state[1]! ^= state[2]!;
    state[0]! ^= state[3]!;
    state[2]! ^= second << 9;
    const last = state[3]!;
    state[3] = (last << 11) | (last >>> 21);
    return (result >>> 0) / 2 ** 32;
  }

  /** True with this probability; always draws, so that a sequence does not depend on the probabilities asked for. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Normal with mean 0 and standard deviation 1 (polar method of Marsaglia). */
  normal(): number {
    const spare = this.#spareNormal;
    if (!Number.isNaN(spare)) {
      this.#spareNormal = Number.NaN;
      return spare;
    }
    for (;;) {
      const x = 2 * this.next() - 1;
      const y = 2 * this.next() - 1;
      const squared = x * x + y * y;
      if (squared > 0 && squared < 1) {
        const scale = Math.sqrt((-2 * Math.log(squared)) / squared);
        this.#spareNormal = y * scale;
        return x * scale;
      }
    }
  }
}
