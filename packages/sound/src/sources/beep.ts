import { BLOCK_SAMPLES, CHANNELS, RATE_HZ } from '../format.ts';
import type { AudioSource } from '../source.ts';
import { pcmSource } from './pcm.ts';

/** `test:beep` begins a tone whenever the monotonic clock, in µs, passes a multiple of this… */
export const BEEP_EVERY_US = 2_000_000;
/** …for so long, µs. The lamp of `test:room` of `@ajar/media` flashes at the same instants. */
export const BEEP_US = 100_000;

/**
 * A tone at the same instants as the lamp of `test:room` flashes, so that anybody can tell at the other end whether sound and picture are
 * together. Exact to fractions of a sample: at an instant the tone's phase is 0, and what is before it is silence.
 */
export function beepSource(nowUs: () => number): AudioSource {
  const block = new Float32Array(BLOCK_SAMPLES);
  const next = (frames: number, capturedUs: number): Float32Array => {
    for (let frame = 0; frame < frames; frame++) {
      const value = toneAt((capturedUs + (frame * 1e6) / RATE_HZ) % BEEP_EVERY_US);
      block.fill(value, frame * CHANNELS, (frame + 1) * CHANNELS);
    }
    return block;
  };
  return pcmSource({ next }, { nowUs, description: `a beep every ${BEEP_EVERY_US / 1e6} s` });
}

/** So many µs after the instant. */
function toneAt(us: number): number {
  if (us >= BEEP_US) return 0;
  const fade = Math.min(1, (BEEP_US - us) / FADE_US);
  return PEAK * fade * Math.sin(2 * Math.PI * HZ * us * 1e-6);
}

const HZ = 1000;
const PEAK = 0.4;
/** It ends softly; at its beginning it is 0 by itself. */
const FADE_US = 10_000;
