import { Fourier } from '../echo/fourier.ts';
import { rateHz } from '../path/marks.ts';

/** Of a piece of one channel: how much power is where. */
export class Spectrum {
  readonly #power: Float64Array;
  readonly #size: number;

  /** @param piece as many samples as a power of two */
  constructor(piece: Float32Array) {
    this.#size = piece.length;
    const re = new Float64Array(piece.length);
    const im = new Float64Array(piece.length);
    for (let at = 0; at < piece.length; at++) re[at] = piece[at]! * windowAt(at / piece.length);
    new Fourier(piece.length).forward(re, im);
    this.#power = re.subarray(0, piece.length / 2).map((value, bin) => value * value + im[bin]! * im[bin]!);
  }

  /** Power of a tone, in no unit: only ratios of pieces of equal length mean anything. */
  toneAt(hz: number): number {
    const [low, high] = this.#notch(hz);
    return this.#sum(low, high);
  }

  /** Power between two frequencies, without that of a tone if there is one. */
  between(fromHz: number, toHz: number, withoutHz?: number): number {
    const all = this.#sum(Math.ceil(this.#bin(fromHz)), Math.floor(this.#bin(toHz)));
    if (withoutHz === undefined) return all;
    const [low, high] = this.#notch(withoutHz);
    const inside = this.#sum(
      Math.max(low, Math.ceil(this.#bin(fromHz))),
      Math.min(high, Math.floor(this.#bin(toHz))),
    );
    return all - inside;
  }

  /** What belongs to a tone: the window makes it wide, and clocks that slide past each other a little wider. */
  #notch(hz: number): [low: number, high: number] {
    const middle = Math.round(this.#bin(hz));
    const half = Math.max(leastHalf, Math.ceil(this.#bin(hz) * notchShare));
    return [Math.max(1, middle - half), Math.min(this.#power.length - 1, middle + half)];
  }

  #bin(hz: number): number {
    return (hz * this.#size) / rateHz;
  }

  #sum(low: number, high: number): number {
    let sum = 0;
    for (let bin = low; bin <= high; bin++) sum += this.#power[bin]!;
    return sum;
  }
}

/** Half the width of the window's main lobe, in bins. */
const leastHalf = 9;
/** Of the frequency: far narrower than the notch of a distortion meter (AES17 allows a quality factor of 1.2 to 3). */
const notchShare = 0.004;

/** Blackman and Harris's window of seven terms, whose side lobes lie 163 dB down; `place` 0 to 1. */
function windowAt(place: number): number {
  let sum = 0;
  for (let term = 0; term < terms.length; term++)
    sum += terms[term]! * (term % 2 === 0 ? 1 : -1) * Math.cos(2 * Math.PI * term * place);
  return sum;
}

const terms = [
  0.271_051_4, 0.433_297_939, 0.218_123, 0.065_925_446, 0.010_811_742, 0.000_776_585, 0.000_013_887,
];

/** A ratio of powers, dB. */
export function decibels(power: number, reference: number): number {
  return 10 * Math.log10(Math.max(power, nothing) / Math.max(reference, nothing));
}

/** Less than any rounding leaves. */
const nothing = 1e-30;
