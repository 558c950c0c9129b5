import { openAudioSource } from '@ajar/sound';

const blockSamples = 480;

/** An endless sound in blocks of 5 ms, interleaved stereo, about −20 dBFS. */
export interface Programme {
  /** Valid until the next call. */
  next(): Float32Array;
}

/** Somebody who talks. */
export async function speech(voice: number): Promise<Programme> {
  let nowUs = 0;
  const source = await openAudioSource('test:speech', { nowUs: () => nowUs, voice });
  const block = new Float32Array(blockSamples);
  return {
    next() {
      do nowUs += 5000;
      while (source.read(nowUs, block) === undefined);
      return block;
    },
  };
}

/** Chords that change every half second, plucked, spread over both channels, with a hi-hat. */
export function music(): Programme {
  const block = new Float32Array(blockSamples);
  let frame = 0;
  let random = 7;
  return {
    next() {
      for (let i = 0; i < blockSamples; i += 2, frame++) {
        const beat = Math.floor(frame / 24_000);
        const since = (frame % 24_000) / 48_000;
        const root = 110 * 2 ** ([0, 5, 7, 3, 10, 8][beat % 6]! / 12);
        let left = 0;
        let right = 0;
        for (const [note, ratio] of [1, 1.26, 1.498, 2, 2.52].entries()) {
          for (let harmonic = 1; harmonic <= 6; harmonic++) {
            const phase = (2 * Math.PI * root * ratio * harmonic * (frame % 24_000)) / 48_000;
            const part = (Math.sin(phase) / harmonic) * Math.exp(-since * (2 + harmonic));
            left += part * (1 - note / 6);
            right += part * ((note + 1) / 6);
          }
        }
        random = (random * 16_807) % 2_147_483_647;
        const hat = (random / 2_147_483_647 - 0.5) * Math.exp(-((frame % 12_000) / 1200)) * 0.8;
        block[i] = 0.055 * (left + hat);
        block[i + 1] = 0.055 * (right + hat);
      }
      return block;
    },
  };
}
