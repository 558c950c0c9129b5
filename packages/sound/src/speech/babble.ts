import { CODAS, type Gesture, ONSETS, pause, SCHWA, VOWELS } from './phones.ts';
import type { Random } from './random.ts';

/** A gesture with the pitch it is spoken at. */
export interface Spoken {
  readonly gesture: Gesture;
  /** Duration in ms. */
  readonly ms: number;
  /** Above the middle of the voice, semitones. */
  readonly pitch: number;
}

/**
 * One sentence of no language and the pause behind it: words of one to three syllables of which one is stressed, pitch
 * that sinks from the first to the last, rises on stress and falls, or sometimes rises, at the end.
 */
export function babble(random: Random, pace: number): Spoken[] {
  const words = random.integer(3, 7);
  const rises = random.next() < 0.2;
  const sentence: Spoken[] = [];
  for (let word = 0; word < words; word++) {
    const declination = 2.5 - (5 * word) / words;
    const last = word === words - 1;
    say(sentence, random, pace, declination, last ? (rises ? 5 : -4) : 0, last);
    if (!last && random.next() < 0.12)
      sentence.push({ gesture: pause(0), ms: random.between(90, 180), pitch: 0 });
  }
  sentence.push({ gesture: pause(0), ms: random.between(350, 950), pitch: 0 });
  return sentence;
}

/** Adds one word. `ending`: semitones from its first to its last syllable. */
function say(to: Spoken[], random: Random, pace: number, base: number, ending: number, last: boolean): void {
  const syllables = random.pick([1, 1, 2, 2, 2, 3]);
  const stressed = random.integer(0, syllables - 1);
  for (let syllable = 0; syllable < syllables; syllable++) {
    const accent = syllable === stressed;
    const pitch = base + (accent ? random.between(1.5, 3.5) : 0) + (ending * (syllable + 1)) / syllables;
    const final = last && syllable === syllables - 1;
    const slow = pace * random.between(0.9, 1.1);
    if (random.next() < 0.85) for (const gesture of random.pick(ONSETS)) speak(to, gesture, slow, pitch);
    const nucleus = accent || random.next() < 0.4 ? random.pick(VOWELS) : SCHWA;
    speak(to, nucleus, slow * (accent ? 1.2 : 0.85) * (final ? 1.5 : 1), pitch);
    if (random.next() < 0.3) speak(to, random.pick(CODAS), slow, pitch - 0.5);
  }
}

function speak(to: Spoken[], gesture: Gesture, pace: number, pitch: number): void {
  to.push({ gesture, ms: gesture.ms * pace, pitch });
}
