import { impulseResponse, type Place, roomSize } from './room.ts';
import { StreamConvolver } from './stream-convolver.ts';

const blockFrames = 240;

/** How a room with two loudspeakers and two microphones is set up. */
export interface Setup {
  /** Time in which sound decays by 60 dB, s. */
  readonly rt60: number;
  /** How much weaker than what is played the echo is in a microphone, dB. */
  readonly erlDb: number;
  /** Whether the loudspeakers bend what is loud: 3 % of distortion where speech peaks. */
  readonly isBent: boolean;
  /** Where the microphones are, in metres from where they usually are. */
  readonly movedM?: number;
}

/** Noise of microphones and air, RMS, −75 dBFS. */
const noise = 10 ** (-75 / 20);
const loudspeakers: readonly Place[] = [
  [1.3, 0.4, 1.2],
  [3.9, 0.4, 1.2],
];
const microphones: readonly Place[] = [
  [2.5, 0.5, 1],
  [2.7, 0.5, 1],
];

/** A room in which what is played comes back into the microphones. */
export class Acoustics {
  readonly #paths: readonly (readonly StreamConvolver[])[];
  readonly #isBent: boolean;
  readonly #played = new Float32Array(blockFrames);
  readonly #heard = [new Float32Array(blockFrames), new Float32Array(blockFrames)];
  #random = 1;

  constructor({ rt60, erlDb, isBent, movedM = 0 }: Setup) {
    const room = { size: roomSize, rt60 };
    const responses = loudspeakers.map((from) =>
      microphones.map(([x, y, z]) => impulseResponse(room, from, [x + movedM, y + movedM / 2, z])),
    );
    // The same sound from both loudspeakers is so much weaker in the left microphone.
    const [[one], [other]] = responses as [Float32Array[], Float32Array[]];
    const power = one!.reduce((sum, tap, i) => sum + (tap + other![i]!) ** 2, 0);
    const gain = 10 ** (-erlDb / 20) / Math.sqrt(power);
    this.#paths = responses.map((pair) =>
      pair.map((response) => new StreamConvolver(response.map((tap) => tap * gain))),
    );
    this.#isBent = isBent;
  }

  /** What the microphones hear of a block that is played, interleaved stereo both. */
  hear(played: Float32Array, into: Float32Array): void {
    for (const heard of this.#heard) heard.fill(0);
    for (const [speaker, paths] of this.#paths.entries()) {
      for (let i = 0; i < blockFrames; i++) {
        const sample = played[2 * i + speaker]!;
        this.#played[i] = this.#isBent ? bend(sample) : sample;
      }
      for (const [microphone, path] of paths.entries()) path.add(this.#played, this.#heard[microphone]!);
    }
    for (let i = 0; i < blockFrames; i++) {
      into[2 * i] = this.#heard[0]![i]! + this.#hiss();
      into[2 * i + 1] = this.#heard[1]![i]! + this.#hiss();
    }
  }

  #hiss(): number {
    this.#random = (this.#random * 16_807) % 2_147_483_647;
    return noise * Math.sqrt(3) * ((2 * this.#random) / 2_147_483_647 - 1);
  }
}

function bend(sample: number): number {
  return Math.tanh(1.2 * sample + 0.25 * sample ** 2) / 1.2;
}
