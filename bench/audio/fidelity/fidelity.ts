import { findMark, markEveryFrames, rateHz } from '../path/marks.ts';
import { channelOf, firstMark, type Piece, type Programme } from './programme.ts';
import { decibels, Spectrum } from './spectrum.ts';

/** How much of what was said is heard, the worse of both channels each. */
export interface Fidelity {
  /** Of tones of 20 Hz to 20 kHz, against what was said, dB. */
  readonly response: readonly { readonly hz: number; readonly leftDb: number; readonly rightDb: number }[];
  readonly lowestDb: number;
  readonly highestDb: number;
  /** Gain at 1 kHz, dB. */
  readonly gainDb: number;
  /** Everything from 20 Hz to 20 kHz that is not the tone, against the tone, dB, by the tone's frequency. */
  readonly thdN: Readonly<Record<number, number>>;
  readonly worstThdNDb: number;
  /** A tone of one channel against everything that the other one then has, dB, at most 160, by frequency. */
  readonly separation: Readonly<Record<number, number>>;
  readonly worstSeparationDb: number;
  /** Correlation of marks that were said and heard, both channels; negative where a channel is inverted, 0 where nothing was found. */
  readonly likeness: number;
}

/** Looks at what came of a programme. */
export function fidelityOf(programme: Programme, heard: Float32Array, driftPpm: number): Fidelity {
  const of = (kind: Piece['kind']): readonly Piece[] =>
    programme.pieces.filter((piece) => piece.kind === kind);
  const placed = (piece: Piece): number => Math.round(piece.from / (1 + driftPpm / 1e6)) + wayFrames;
  const out = ({ frames }: Piece, from: number, channel: 0 | 1): Spectrum =>
    new Spectrum(channelOf(heard, channel, from, frames));
  const response = of('response').map((piece) => {
    const said = new Spectrum(channelOf(programme.samples, 0, piece.from, piece.frames)).toneAt(piece.hz);
    const level = (channel: 0 | 1): number =>
      decibels(out(piece, placed(piece), channel).toneAt(piece.hz), said);
    return { hz: piece.hz, leftDb: level(0), rightDb: level(1) };
  });
  const thdN = Object.fromEntries(
    of('distortion').map((piece) => {
      const ratio = (channel: 0 | 1): number => {
        const spectrum = out(piece, placed(piece), channel);
        return decibels(spectrum.between(20, 20_000, piece.hz), spectrum.toneAt(piece.hz));
      };
      return [piece.hz, Math.max(ratio(0), ratio(1))];
    }),
  );
  const separations = [...of('left'), ...of('right')].map((piece) => {
    const [own, other] = piece.kind === 'left' ? ([0, 1] as const) : ([1, 0] as const);
    const ownPower = out(piece, placed(piece), own).toneAt(piece.hz);
    const otherPower = out(piece, placed(piece), other).between(20, 20_000);
    return { hz: piece.hz, db: Math.min(mostDb, decibels(ownPower, otherPower)) };
  });
  const separation: Record<number, number> = {};
  for (const { hz, db } of separations) separation[hz] = Math.min(db, separation[hz] ?? db);
  const levels = response.flatMap(({ leftDb, rightDb }) => [leftDb, rightDb]);
  const atMiddle = response.find(({ hz }) => hz === 1000)!;
  return {
    response,
    lowestDb: Math.min(...levels),
    highestDb: Math.max(...levels),
    gainDb: Math.abs(atMiddle.leftDb) > Math.abs(atMiddle.rightDb) ? atMiddle.leftDb : atMiddle.rightDb,
    thdN,
    worstThdNDb: Math.max(...Object.values(thdN)),
    separation,
    worstSeparationDb: Math.min(...Object.values(separation)),
    likeness: Math.min(likenessOf(programme, heard, 0, driftPpm), likenessOf(programme, heard, 1, driftPpm)),
  };
}

/** What 24 bits and the window tell apart; digital silence is no more than that. */
const mostDb = 160;
/** About as long as the way takes. */
const wayFrames = (rateHz * 15) / 1000;

/** The least of eight marks. */
function likenessOf(programme: Programme, heard: Float32Array, channel: 0 | 1, driftPpm: number): number {
  const first = firstMark(programme);
  let least = 1;
  for (let number = first; number < first + 8; number++) {
    const from = Math.round((number * markEveryFrames) / (1 + driftPpm / 1e6));
    const piece = channelOf(heard, channel, from, markEveryFrames);
    const [upright, inverted] = [piece, piece.map((value) => -value)].map(
      (sound) => findMark(number, sound, 0, markEveryFrames)?.likeness ?? 0,
    ) as [number, number];
    least = Math.min(least, upright > 0 ? upright : -inverted);
  }
  return least;
}
