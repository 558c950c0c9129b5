import type { RandomSource } from '../crypto/key.ts';

/** Seeded pseudo-random numbers in [0, 1): the same seed gives the same test (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** A `RandomSource` that is not random at all. */
export function seededBytes(seed: number): RandomSource {
  const next = seeded(seed);
  return (into) => {
    for (let at = 0; at < into.length; at++) into[at] = next() * 256;
  };
}

/** A normally distributed number with mean 0 and deviation 1 (Box and Muller). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
