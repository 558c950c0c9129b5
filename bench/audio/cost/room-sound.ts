import { speech } from '../echo/programme.ts';

/** What a room with open loudspeakers hears, blocks of 5 ms of interleaved stereo: two voices, of which one comes out of the loudspeakers. */
export interface RoomSound {
  /** What is played there. */
  readonly played: readonly Float32Array[];
  /** What its microphones record: somebody who talks there, and the echo of what is played, another one in each channel. */
  readonly recorded: readonly Float32Array[];
}

export const blockSamples = 480;

/** Another echo in each channel: none of them is spared. In sample frames, and as a factor. */
const echoes = [
  { frames: 2880, gain: 0.3 },
  { frames: 2933, gain: 0.2 },
] as const;

export async function roomSound(seconds: number): Promise<RoomSound> {
  const [here, there] = await Promise.all([speech(0), speech(1)]);
  const blocks = seconds * 200;
  const past = new Float32Array(blocks * blockSamples);
  const played: Float32Array[] = [];
  const recorded: Float32Array[] = [];
  for (let block = 0; block < blocks; block++) {
    const at = block * blockSamples;
    past.set(there.next(), at);
    played.push(past.subarray(at, at + blockSamples));
    const heard = here.next().slice();
    for (let i = 0; i < blockSamples; i++) {
      const { frames, gain } = echoes[i % 2]!;
      const from = at + i - 2 * frames;
      // A little less in one channel: the same in both would be processed once.
      heard[i] = heard[i]! * (i % 2 === 0 ? 1 : 0.8) + (from < 0 ? 0 : gain * past[from]!);
    }
    recorded.push(heard);
  }
  return { played, recorded };
}
