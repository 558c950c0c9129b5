import type { AudioSource } from '../source.ts';
import { SpeechReader } from '../speech/reader.ts';
import { pcmSource } from './pcm.ts';

/** Somebody who talks and never says anything; `voice` 0, 1, … are different people at different places. */
export function speechSource(nowUs: () => number, voice: number): AudioSource {
  return pcmSource(new SpeechReader(voice), { nowUs, description: `synthetic speech, voice ${voice}` });
}
