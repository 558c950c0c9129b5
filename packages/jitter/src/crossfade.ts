/**
 * Joins two blocks of interleaved samples that do not belong together: begins as `from`, ends as `to`, and keeps its loudness in
 * between whether they are alike or not. All three have the same length; `into` may be one of the others.
 */
export function crossfade(from: Float32Array, to: Float32Array, into: Float32Array, channels = 2): void {
  crossfadeStart(from, to, into, channels, Math.floor(to.length / channels));
}

/** As {@link crossfade}, over the first `frames` samples of each channel only; the rest of `into` is that of `to`. */
export function crossfadeStart(
  from: Float32Array,
  to: Float32Array,
  into: Float32Array,
  channels: number,
  frames: number,
): void {
  const alike = likeness(from, to, frames * channels);
  let sample = 0;
  for (let frame = 0; frame < frames; frame++) {
    const rising = 0.5 - 0.5 * Math.cos((Math.PI * (frame + 0.5)) / frames);
    const falling = 1 - rising;
    const gain = 1 / Math.sqrt(rising * rising + falling * falling + 2 * alike * rising * falling);
    for (let channel = 0; channel < channels; channel++, sample++) {
      into[sample] = gain * (falling * from[sample]! + rising * to[sample]!);
    }
  }
  if (into !== to) into.set(to.subarray(sample), sample);
}

/** Correlation of two signals, 0 to 1; what is opposite counts as unrelated, as no gain would make up for it. */
function likeness(a: Float32Array, b: Float32Array, length: number): number {
  let products = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let sample = 0; sample < length; sample++) {
    products += a[sample]! * b[sample]!;
    squaresA += a[sample]! * a[sample]!;
    squaresB += b[sample]! * b[sample]!;
  }
  const energy = Math.sqrt(squaresA * squaresB);
  // Where one of the two is silent, a louder fade of the other would be the only effect.
  return energy > 1e-9 ? Math.min(1, Math.max(0, products / energy)) : 1;
}
