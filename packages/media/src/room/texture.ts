/** Randomness for the room: the same in every run, so that a room looks the same wherever it is opened. */

/** A generator of numbers in [0, 1): xorshift32 (Marsaglia, "Xorshift RNGs", 2003). */
function createRandom(seed: number): () => number {
  let state = (Math.imul(seed + 1, 0x9e3779b1) | 1) >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

const LATTICE = 256;
const lattice: Float32Array = buildLattice();

/** Smooth value noise, -1 to 1, with features about 1 unit of `x` and `y` in size. */
export function noiseAt(x: number, y: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  let tx = x - x0;
  let ty = y - y0;
  tx = tx * tx * (3 - 2 * tx);
  ty = ty * ty * (3 - 2 * ty);
  const left = x0 & (LATTICE - 1);
  const right = (x0 + 1) & (LATTICE - 1);
  const upper = (y0 & (LATTICE - 1)) * LATTICE;
  const lower = ((y0 + 1) & (LATTICE - 1)) * LATTICE;
  const top = lattice[upper + left]! + (lattice[upper + right]! - lattice[upper + left]!) * tx;
  const bottom = lattice[lower + left]! + (lattice[lower + right]! - lattice[lower + left]!) * tx;
  return top + (bottom - top) * ty;
}

/** Unsmoothed noise of a whole number, -1 to 1: one value per plank, book or leaf. */
export function noiseOf(index: number, salt = 0): number {
  return lattice[(Math.imul(index, 0x9e3779b1) + Math.imul(salt, 0x85ebca6b)) >>> 16]!;
}

/**
 * Sensor noise: zero mean, nearly normal, slightly smeared along the row as after demosaicing.
 *
 * @param deviation standard deviation in sixteenths of an 8-bit level
 */
export function createGrain(length: number, deviation: number, seed: number): Int16Array {
  const random = createRandom(seed);
  const grain = new Int16Array(length);
  let before = 0;
  for (let index = 0; index < length; index++) {
    const white = (random() + random() + random() - 1.5) * 2;
    grain[index] = Math.round((white * 0.87 + before * 0.5) * deviation);
    before = white;
  }
  return grain;
}

function buildLattice(): Float32Array {
  const random = createRandom(20_260_131);
  const values = new Float32Array(LATTICE * LATTICE);
  for (let index = 0; index < values.length; index++) values[index] = random() * 2 - 1;
  return values;
}
