/** What the vocal tract does for a short while. Amplitudes are 0–1, frequencies Hz for a large adult. */
export interface Gesture {
  readonly ms: number;
  readonly f1: number;
  readonly f2: number;
  readonly f3: number;
  /** Vocal folds. */
  readonly voicing: number;
  /** Breath through the whole tract, as in h. */
  readonly breath: number;
  /** Noise at a narrow place, as in s, … */
  readonly hiss: number;
  /** … and where its energy is. */
  readonly hissHz: number;
}

type Formants = readonly [f1: number, f2: number, f3: number];

function vowel(ms: number, [f1, f2, f3]: Formants): Gesture {
  return { ms, f1, f2, f3, voicing: 1, breath: 0, hiss: 0, hissHz: 3000 };
}

/** A voiced consonant: nasal, liquid or glide. */
function murmur(ms: number, voicing: number, [f1, f2, f3]: Formants): Gesture {
  return { ms, f1, f2, f3, voicing, breath: 0, hiss: 0, hissHz: 3000 };
}

function fricative(
  ms: number,
  hiss: number,
  hissHz: number,
  voicing: number,
  [f1, f2, f3]: Formants,
): Gesture {
  return { ms, f1, f2, f3, voicing, breath: 0.02, hiss, hissHz };
}

/** A stop: the closed mouth, the burst, and for an unvoiced one the breath behind it. */
function stop(voiced: boolean, hissHz: number, [f1, f2, f3]: Formants): readonly Gesture[] {
  const quiet = { f1, f2, f3, hissHz };
  const closure: Gesture = { ...quiet, ms: voiced ? 45 : 60, voicing: voiced ? 0.12 : 0, breath: 0, hiss: 0 };
  const burst: Gesture = {
    ...quiet,
    ms: 10,
    voicing: voiced ? 0.3 : 0,
    breath: 0.1,
    hiss: voiced ? 0.15 : 0.25,
  };
  const release: Gesture = { ...quiet, ms: 28, voicing: 0, breath: 0.35, hiss: 0.03 };
  return voiced ? [closure, burst] : [closure, burst, release];
}

/** Vowels by the average formants of adult speakers (after Peterson and Barney, 1952). */
export const VOWELS: readonly Gesture[] = [
  vowel(120, [730, 1090, 2440]),
  vowel(110, [570, 840, 2410]),
  vowel(95, [530, 1840, 2480]),
  vowel(100, [660, 1720, 2410]),
  vowel(85, [390, 1990, 2550]),
  vowel(105, [270, 2290, 3010]),
  vowel(95, [300, 870, 2240]),
  vowel(85, [440, 1020, 2240]),
];

/** The vowel of a syllable without stress. */
export const SCHWA: Gesture = vowel(60, [500, 1480, 2450]);

/** Ways to begin a syllable. */
export const ONSETS: readonly (readonly Gesture[])[] = [
  [murmur(60, 0.55, [270, 1150, 2200])],
  [murmur(55, 0.55, [280, 1550, 2500])],
  [murmur(60, 0.7, [340, 1150, 2750])],
  [murmur(60, 0.65, [330, 1100, 1550])],
  [murmur(55, 0.65, [300, 650, 2200])],
  [murmur(50, 0.65, [280, 2200, 2950])],
  [fricative(85, 0.3, 6200, 0, [320, 1500, 2550])],
  [fricative(80, 0.32, 3200, 0, [320, 1800, 2500])],
  [fricative(70, 0.12, 7200, 0, [320, 1100, 2200])],
  [fricative(60, 0.08, 5200, 0.45, [300, 1150, 2250])],
  [{ ms: 55, f1: 500, f2: 1480, f3: 2450, voicing: 0.05, breath: 0.45, hiss: 0, hissHz: 3000 }],
  stop(true, 900, [250, 900, 2200]),
  stop(true, 3600, [250, 1700, 2600]),
  stop(true, 1900, [250, 1900, 2400]),
  stop(false, 900, [300, 900, 2200]),
  stop(false, 4200, [300, 1700, 2600]),
  stop(false, 1900, [300, 1900, 2400]),
];

/** Ways to end one. */
export const CODAS: readonly Gesture[] = [
  murmur(65, 0.45, [280, 1550, 2500]),
  murmur(65, 0.45, [270, 1150, 2200]),
  murmur(60, 0.6, [360, 1050, 2750]),
  fricative(80, 0.22, 6200, 0, [320, 1500, 2550]),
];

/** The mouth at rest. */
export function pause(ms: number): Gesture {
  return { ...SCHWA, ms, voicing: 0 };
}
