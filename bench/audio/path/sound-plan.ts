import type { SoundCodec, SoundFrameMs } from '@ajar/media';
import { markEveryFrames, rateHz } from './marks.ts';

/** One turn of marks through a path without devices. */
export interface SoundPlan {
  /** At the start, that do not count: clocks, codecs and playout settle. */
  readonly warmUpS: number;
  readonly seconds: number;
  readonly bitrateBps: number;
  /** Of Ajar; libwebrtc has Opus and 10 ms. */
  readonly codec: SoundCodec;
  readonly frameMs: SoundFrameMs;
}

/** Of everything that is said: what is still on its way at the end included. */
export function planSeconds({ warmUpS, seconds }: SoundPlan): number {
  return warmUpS + seconds + 1;
}

/** The marks that count: the first of them, and how many. */
export function countedMarks({ warmUpS, seconds }: SoundPlan): [first: number, count: number] {
  const perSecond = rateHz / markEveryFrames;
  return [Math.ceil(warmUpS * perSecond), Math.floor(seconds * perSecond)];
}
