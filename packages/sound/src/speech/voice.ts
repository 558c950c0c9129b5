/** The body and the manner of a synthetic speaker. */
export interface Voice {
  /** Seed of what is said, so that a voice says the same at every start. */
  readonly seed: number;
  /** Middle of the pitch range, Hz. */
  readonly pitchHz: number;
  /** Length of the vocal tract: formants are multiplied by it; 1 is a large adult. */
  readonly formantScale: number;
  /** Factor on all durations. */
  readonly pace: number;
  /** Corner of the low pass behind the vocal folds, Hz: lower is softer. */
  readonly tiltHz: number;
  /** Share of breath in the voice, 0–1. */
  readonly breath: number;
  /** Place, −1 left to +1 right. */
  readonly pan: number;
  /** Factor that brings the voice to −20 dBFS RMS while it speaks. */
  readonly gain: number;
}

const LOW: Voice = {
  seed: 0x0a1a,
  pitchHz: 112,
  formantScale: 1,
  pace: 1.05,
  tiltHz: 5000,
  breath: 0.05,
  pan: -0.35,
  gain: 0.2,
};

const HIGH: Voice = {
  seed: 0x0b2b,
  pitchHz: 196,
  formantScale: 1.16,
  pace: 0.95,
  tiltHz: 4000,
  breath: 0.09,
  pan: 0.35,
  gain: 0.163,
};

/** Voice number `n` ≥ 0: even ones are low and to the left, odd ones high and to the right; each says something else. */
export function voiceOf(n: number): Voice {
  const body = n % 2 === 0 ? LOW : HIGH;
  const variation = Math.floor(n / 2) % 5;
  return { ...body, seed: body.seed + n, pitchHz: body.pitchHz * (1 + 0.06 * variation) };
}
