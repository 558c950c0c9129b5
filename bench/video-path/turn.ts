import type { Size } from '@ajar/media';
import type { GcPauses } from '../link-live/gc-watch.ts';
import type { LiveNetwork } from '../link-live/live-plan.ts';
import type { Clip } from './clip.ts';
import type { StageFigures } from './stages.ts';

/** What both ends of a turn are told. Times are µs of the system's monotonic clock, which all processes share. */
export interface TurnPlan {
  readonly size: Size;
  /** Pictures drawn beforehand. Without it Ajar captures `test:room` as a portal does, and libwebrtc has nothing to show. */
  readonly clip?: Clip;
  readonly fps: number;
  readonly bitrateBps: number;
  /** Frames at the start that are sent but not counted: codecs and rate control settle. */
  readonly warmUpFrames: number;
  /** Frames that are counted. */
  readonly frames: number;
  /** What is between the two ends; without it, nothing is. */
  readonly network?: LiveNetwork;
}

/** What the sending end found. */
export interface SentReport {
  /** When each frame was handed in or captured; NaN for those that were not, because their time had passed. */
  readonly inUs: Float64Array;
}

/** What the receiving end found. */
export interface ReceivedReport {
  /** When each frame, known by the number in its pixels, was handed out first; NaN for those that were not. */
  readonly outUs: Float64Array;
  /** Pictures that came out but whose number could not be read. */
  readonly unreadable: number;
  /** Quality of sampled frames, luma, in dB. */
  readonly psnr: readonly number[];
}

/** Percent of one core. */
export interface Load {
  readonly cpuPct: number;
  readonly cpuPctOf: Readonly<Record<string, number>>;
}

/** One turn of one side, put together. */
export interface Turn {
  readonly sent: SentReport;
  readonly received: ReceivedReport;
  /** Bits a second on the network during the counted frames; null when unknown. */
  readonly mbps: number | null;
  /** Processor time of this side's processes during the counted frames; null when unknown. */
  readonly load: Load | null;
  /** Of the datagrams that the sender gave the network between the two, how many it lost, in percent; absent without one. */
  readonly networkLostPct?: number;
  /** What each stage took, where a side tells. */
  readonly stages?: readonly StageFigures[];
  /** Pauses for garbage, by process, where a side tells. */
  readonly gc?: Readonly<Record<string, GcPauses>>;
}

/** The frames' numbers as they are drawn: 0 is what a clip's pictures bear before. */
export function stampOf(frame: number): number {
  return frame + 1;
}

/** Which frame bears this number; -1 when it is none. */
export function frameOfStamp(stamp: number | undefined): number {
  return stamp === undefined ? -1 : stamp - 1;
}
