import { Fourier } from './fourier.ts';

const windowFrames = 2048;
const fourier = new Fourier(windowFrames);
/** Below −50 dBFS nobody talks. */
const talking = 1e-5;

/** How near sound came through. */
export interface Passage {
  /** What it lost, dB: of its power, band by band in thirds of octaves, what is not in what was sent; only where somebody talks. */
  readonly lostDb: number;
  /** Root mean square difference of log spectra, 100 Hz to 8 kHz in thirds of octaves, dB (Gray and Markel 1976). */
  readonly distanceDb: number;
}

/** Compares what was said with what was sent, from one second to another. */
export function passage(said: Float32Array, sent: Float32Array, fromS: number, toS: number): Passage {
  let kept = 0;
  let whole = 0;
  let distance = 0;
  let windows = 0;
  for (let from = fromS * 48_000; from + windowFrames <= toS * 48_000; from += windowFrames) {
    const own = bands(said.subarray(from, from + windowFrames));
    const power = own.reduce((sum, value) => sum + value, 0);
    if (power < talking) continue;
    const left = bands(sent.subarray(from, from + windowFrames));
    own.forEach((value, band) => {
      kept += Math.min(value, left[band]!);
      whole += value;
    });
    distance += logDistance(own, left);
    windows++;
  }
  return {
    lostDb: 10 * Math.log10(whole / Math.max(kept, 1e-9)),
    distanceDb: windows === 0 ? Number.NaN : distance / windows,
  };
}

function logDistance(own: readonly number[], left: readonly number[]): number {
  // What lies 45 dB below the loudest band is not heard beside it.
  const floor = Math.max(...own) * 10 ** -4.5;
  let sum = 0;
  let count = 0;
  own.forEach((value, band) => {
    if (value < floor) return;
    sum += (10 * Math.log10((left[band]! + floor) / (value + floor))) ** 2;
    count++;
  });
  return Math.sqrt(sum / count);
}

function bands(samples: Float32Array): number[] {
  const re = new Float64Array(windowFrames);
  const im = new Float64Array(windowFrames);
  for (let i = 0; i < windowFrames; i++) re[i] = samples[i]! * Math.sin((Math.PI * i) / windowFrames) ** 2;
  fourier.forward(re, im);
  const result: number[] = [];
  for (let lowHz = 100; lowHz < 8000; lowHz *= 2 ** (1 / 3)) {
    let power = 0;
    const from = Math.round((lowHz * windowFrames) / 48_000);
    const to = Math.max(from + 1, Math.round((lowHz * 2 ** (1 / 3) * windowFrames) / 48_000));
    for (let k = from; k < to; k++) power += re[k]! ** 2 + im[k]! ** 2;
    // As mean squares: of the window, of both halves of the spectrum, and of sin⁴.
    result.push(((power * 2) / windowFrames ** 2) * (8 / 3));
  }
  return result;
}
