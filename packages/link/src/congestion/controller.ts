import type { SentSink } from './sent-log.ts';

/** What a controller is told, and what it says. All times are µs, rates bits per second of whole datagrams. */
export interface CongestionController extends SentSink {
  /** What the path carries of everything that is sent; NaN while unknown. */
  readonly targetBps: number;
  /** How fast packets may leave: as fast as the path is known to take them without a queue. */
  readonly pacingBps: number;
  /** How long packets wait on their way beyond what they must, µs. */
  readonly queueUs: number;
  /** What is handed in, with headers. */
  mediaBps: number;
  /** The arrivals and losses of a report have been told. `rttUs` is NaN while unknown. */
  update(nowUs: number, rttUs: number, lossRate: number): void;
  /** For `silentUs` no report has come that should have. */
  silent(silentUs: number): void;
  /** The way there is another one: delays do not compare with those before. */
  moved(): void;
  /** The peer is another one: nothing that was learned holds. */
  reset(): void;
}

/** Which way the rate is controlled. */
export type CongestionKind = 'delay' | 'loss' | 'fixed';

/** Between which rates the target lies, bits per second. */
export interface RateLimits {
  readonly minBps: number;
  readonly maxBps: number;
}

/** So fast that a frame is out in an eighth of its interval, as long as that asks for no more than a fast home network; twice the media beyond. */
const mediaGain = 8;
const floorBps = 100e6;
const comfortBps = 400e6;
const leastGain = 2;

/** The pacing rate for media of `mediaBps` on a path of which nothing is known. */
export function presumedPacingBps(mediaBps: number): number {
  return Math.max(floorBps, Math.min(comfortBps, mediaBps * mediaGain), mediaBps * leastGain);
}
