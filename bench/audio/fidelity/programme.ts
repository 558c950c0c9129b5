import { markEveryFrames, rateHz, speech } from '../path/marks.ts';

/** A piece of the programme that is looked at by itself. */
export interface Piece {
  readonly kind: 'response' | 'distortion' | 'left' | 'right';
  readonly hz: number;
  /** Where in the programme what is looked at begins, and how much of it, sample frames. */
  readonly from: number;
  readonly frames: number;
}

/** What is said, and where in it what is. */
export interface Programme {
  /** Interleaved stereo. */
  readonly samples: Float32Array;
  readonly pieces: readonly Piece[];
  /** Where the first of eight marks begins, in both channels. */
  readonly marksFrom: number;
}

/** Until playout has found its delay. */
const settleS = 30;
/** Around what is looked at, as the way delays it. */
const marginFrames = rateHz / 8;
const lengths = { response: 2 ** 15, distortion: 2 ** 16, left: 2 ** 15, right: 2 ** 15 } as const;
const decibelsOf = { response: -12, distortion: -1, left: -1, right: -1 } as const;
/** Thirds of an octave from 20 Hz to 20 kHz. */
const thirds: readonly number[] = Array.from({ length: 31 }, (_, index) =>
  Math.min(20_000, Math.max(20, Math.round(1000 * 10 ** ((index - 17) / 10)))),
);
const distorted = [40, 997, 6007, 10_007];
const separated = [100, 997, 10_007];

/** Marks to settle on, then tones of both channels, loud ones, and ones of one channel. */
export function makeProgramme(): Programme {
  const wanted = [
    ...thirds.map((hz) => ({ kind: 'response', hz }) as const),
    ...distorted.map((hz) => ({ kind: 'distortion', hz }) as const),
    ...separated.flatMap((hz) => [{ kind: 'left', hz } as const, { kind: 'right', hz } as const]),
  ];
  const pieces: Piece[] = [];
  let at = settleS * rateHz;
  for (const { kind, hz } of wanted) {
    const frames = lengths[kind];
    pieces.push({ kind, hz, from: at + marginFrames, frames });
    at += frames + 2 * marginFrames;
  }
  const samples = new Float32Array((at + rateHz) * 2);
  for (const [frame, value] of speech(0, settleS * rateHz).entries())
    samples.fill(value, frame * 2, frame * 2 + 2);
  for (const piece of pieces) sound(samples, piece);
  return { samples, pieces, marksFrom: (settleS - 1) * rateHz };
}

/** The number of the first mark of the last second of them. */
export function firstMark({ marksFrom }: Programme): number {
  return marksFrom / markEveryFrames;
}

/** One channel of interleaved stereo. */
export function channelOf(samples: Float32Array, channel: 0 | 1, from: number, frames: number): Float32Array {
  return Float32Array.from({ length: frames }, (_, frame) => samples[(from + frame) * 2 + channel] ?? 0);
}

function sound(samples: Float32Array, { kind, hz, from, frames }: Piece): void {
  const level = 10 ** (decibelsOf[kind] / 20);
  const channels = { response: [0, 1], distortion: [0, 1], left: [0], right: [1] }[kind];
  const first = from - marginFrames;
  const length = frames + 2 * marginFrames;
  for (let frame = 0; frame < length; frame++) {
    const edge = Math.min(1, frame / fadeFrames, (length - frame) / fadeFrames);
    const value = level * edge * Math.sin((2 * Math.PI * hz * frame) / rateHz);
    for (const channel of channels) samples[(first + frame) * 2 + channel] = value;
  }
}

const fadeFrames = rateHz / 100;
