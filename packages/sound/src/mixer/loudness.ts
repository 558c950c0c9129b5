import { CHANNELS, RATE_HZ } from '../format.ts';

/** Loudness as people hear it, LUFS. `null` for silence, or before there was any sound. */
export interface Loudness {
  /** Of the last 400 ms. */
  readonly momentaryLufs: number | null;
  /** Of the last 3 s. */
  readonly shortTermLufs: number | null;
}

/**
 * Measures loudness by ITU-R BS.1770-4, annex 1: both channels pass the K-weighting (a high shelf for the head, then a high
 * pass, whose coefficients at 48 kHz are its tables 1 and 2), and their mean squares add up: −0.691 + 10 log10(Σ). No gate: that is for
 * programmes. Windows are those of EBU Tech 3341, momentary 400 ms and short-term 3 s, sliding in steps of 50 ms. Nothing is
 * allocated after construction.
 */
export class LoudnessMeter {
  // Per channel: two states of each of both filters (transposed direct form II).
  readonly #states = new Float64Array(CHANNELS * 4);
  readonly #steps = new Float64Array(shortTermSteps);
  #next = 0;
  #known = 0;
  #sum = 0;
  #frames = 0;

  /** Adds interleaved stereo of any length. What is no finite number counts as silence. */
  add(samples: Float32Array): void {
    for (let at = 0; at < samples.length; ) {
      const end = Math.min(samples.length, at + (stepFrames - this.#frames) * CHANNELS);
      for (let channel = 0; channel < CHANNELS; channel++)
        this.#sum += this.#weigh(samples, at, end, channel);
      this.#frames += (end - at) / CHANNELS;
      at = end;
      if (this.#frames === stepFrames) this.#endStep();
    }
  }

  loudness(): Loudness {
    return { momentaryLufs: this.#over(momentarySteps), shortTermLufs: this.#over(shortTermSteps) };
  }

  /** Sum of the squares of one channel, weighted. */
  #weigh(samples: Float32Array, from: number, end: number, channel: number): number {
    const states = this.#states;
    const own = channel * 4;
    let a = states[own]!;
    let b = states[own + 1]!;
    let c = states[own + 2]!;
    let d = states[own + 3]!;
    let sum = 0;
    for (let at = from + channel; at < end; at += CHANNELS) {
      const given = samples[at]!;
      const x = given - given === 0 ? given : 0;
      const y = shelf.b0 * x + a;
      a = shelf.b1 * x - shelf.a1 * y + b;
      b = shelf.b2 * x - shelf.a2 * y;
      const z = y + c;
      c = -2 * y - highPass.a1 * z + d;
      d = y - highPass.a2 * z;
      sum += z * z;
    }
    // In silence the states fade without end, into numbers that processors are slow with.
    states[own] = flush(a);
    states[own + 1] = flush(b);
    states[own + 2] = flush(c);
    states[own + 3] = flush(d);
    return sum;
  }

  #endStep(): void {
    this.#steps[this.#next] = this.#sum;
    this.#next = (this.#next + 1) % shortTermSteps;
    this.#known = Math.min(this.#known + 1, shortTermSteps);
    this.#sum = 0;
    this.#frames = 0;
  }

  #over(steps: number): number | null {
    const there = Math.min(steps, this.#known);
    let sum = 0;
    for (let back = 1; back <= there; back++)
      sum += this.#steps[(this.#next - back + shortTermSteps) % shortTermSteps]!;
    const meanSquare = sum / (there * stepFrames);
    return meanSquare > inaudible ? -0.691 + 10 * Math.log10(meanSquare) : null;
  }
}

const stepFrames = RATE_HZ / 20;
const momentarySteps = 8;
const shortTermSteps = 60;
/** −140 LUFS: what is below is the rounding of these sums. */
const inaudible = 1e-14;

/** Table 1 of BS.1770-4. */
const shelf = {
  b0: 1.53512485958697,
  b1: -2.69169618940638,
  b2: 1.19839281085285,
  a1: -1.69065929318241,
  a2: 0.73248077421585,
} as const;
/** Table 2; its numerator is 1, −2, 1. */
const highPass = { a1: -1.99004745483398, a2: 0.99007225036621 } as const;

function flush(state: number): number {
  return Math.abs(state) < 1e-20 ? 0 : state;
}
