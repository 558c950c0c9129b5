import { BLOCK_SAMPLES } from '../format.ts';
import type { AudioSource } from '../source.ts';
import { pcmSource } from './pcm.ts';

/** A microphone in an empty room: silence, 48,000 sample frames a second. */
export function silenceSource(nowUs: () => number): AudioSource {
  const silence = new Float32Array(BLOCK_SAMPLES);
  return pcmSource({ next: () => silence }, { nowUs, description: 'silence' });
}
