import { audioCost } from './audio-cost.ts';
import { audioDrift } from './audio-drift.ts';
import { audioEcho } from './audio-echo.ts';
import { audioFidelity } from './audio-fidelity.ts';
import { audioJitter } from './audio-jitter.ts';
import { audioPath } from './audio-path.ts';
import { audioSync } from './audio-sync.ts';
import type { Bench } from './bench.ts';
import { type Parts, severalBenches } from './several.ts';

/** The benches of sound, by the words that `audio` takes. */
const parts: Parts = new Map([
  ['path', [['audio-path', audioPath]]],
  ['echo', [['audio-echo', audioEcho]]],
  ['drift', [['audio-drift', audioDrift]]],
  ['jitter', [['audio-jitter', audioJitter]]],
  ['fidelity', [['audio-fidelity', audioFidelity]]],
  ['sync', [['audio-sync', audioSync]]],
  ['cost', [['audio-cost', audioCost]]],
]);

/** Everything about sound, or the part that is named first. */
export const audio: Bench = severalBenches(
  'everything that the sound has to show, or one part of it',
  parts,
  [...parts.keys()],
);
