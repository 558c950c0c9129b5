/** Sample frames a second, everywhere in this bench. */
export const rateHz = 48_000;
/** From the beginning of one mark to that of the next. */
export const markEveryFrames: number = rateHz / 8;
/** A mark is this long; silence follows. */
const markFrames = (rateHz * 24) / 1000;
/** So many marks differ from each other, which is a second of them: nothing that is heard within it is ambiguous. */
const kinds = 8;
/** Parts of the spectrum that a mark consists of, Hz: where speech is. */
const partials = { fromHz: 300, toHz: 6000, count: 120 } as const;
const peak = 0.4;
/** Of the squares that a mark has, how many have to be explained by the template. */
const leastCorrelation = 0.5;

/** What is said, for as many sample frames from `fromFrame` on, mono: a mark every eighth of a second, the first one at frame 0. */
export function speech(fromFrame: number, frames: number): Float32Array {
  const said = new Float32Array(frames);
  for (let index = 0; index < frames; index++) {
    const frame = fromFrame + index;
    const at = frame % markEveryFrames;
    if (at < markFrames) said[index] = markOf(Math.floor(frame / markEveryFrames))[at]!;
  }
  return said;
}

/** Where a mark was found: the sample frame at which it begins, in fractions of one, and how alike it is, 0 to 1. */
export interface Found {
  readonly frame: number;
  readonly likeness: number;
}

/**
 * Looks for a mark in a recording, beginning at a frame from `from` to before `to`.
 *
 * @returns undefined where nothing resembles it
 */
export function findMark(
  number: number,
  recording: Float32Array,
  from: number,
  to: number,
): Found | undefined {
  const template = markOf(number);
  const first = Math.max(0, Math.floor(from));
  const last = Math.min(recording.length - template.length, Math.ceil(to));
  let best = -1;
  let bestLikeness = 0;
  for (let at = first; at < last; at++) {
    const likeness = Math.abs(correlation(template, recording, at, coarse));
    if (likeness <= bestLikeness) continue;
    bestLikeness = likeness;
    best = at;
  }
  const likeness = (at: number): number => correlation(template, recording, at, 1);
  if (best < first + 1 || best + 1 >= last || likeness(best) < leastCorrelation) return undefined;
  // The top of the parabola through three points.
  const [before, middle, after] = [likeness(best - 1), likeness(best), likeness(best + 1)];
  const bend = before - 2 * middle + after;
  const shift = bend < 0 ? (before - after) / (2 * bend) : 0;
  const top = middle - ((before - after) * shift) / 4;
  return { frame: best + Math.max(-1, Math.min(1, shift)), likeness: Math.min(1, top) };
}

/** The mark with this number, from −1 to 1, mono: a swelling and fading burst that resembles no other but every eighth. */
function markOf(number: number): Float32Array {
  return templates[number % kinds]!;
}

/** Every second sample is enough to find a place by. */
const coarse = 2;

function correlation(template: Float32Array, recording: Float32Array, at: number, step: number): number {
  let product = 0;
  let wanted = 0;
  let heard = 0;
  for (let index = 0; index < template.length; index += step) {
    const [a, b] = [template[index]!, recording[at + index]!];
    product += a * b;
    wanted += a * a;
    heard += b * b;
  }
  return product / Math.sqrt(wanted * heard + 1e-9);
}

const templates: readonly Float32Array[] = Array.from({ length: kinds }, (_, kind) => burst(kind + 1));

/** Partials of random phase under a bell. */
function burst(seed: number): Float32Array {
  const random = randomOf(seed);
  const samples = new Float32Array(markFrames);
  for (let part = 0; part < partials.count; part++) {
    const hz = partials.fromHz + random() * (partials.toHz - partials.fromHz);
    const phase = random() * 2 * Math.PI;
    for (let at = 0; at < markFrames; at++)
      samples[at]! += Math.sin(phase + (2 * Math.PI * hz * at) / rateHz);
  }
  let most = 0;
  for (let at = 0; at < markFrames; at++) {
    samples[at]! *= Math.sin((Math.PI * at) / markFrames) ** 2;
    most = Math.max(most, Math.abs(samples[at]!));
  }
  return samples.map((value) => (value * peak) / most);
}

/** Numbers from 0 to 1 that only depend on the seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
