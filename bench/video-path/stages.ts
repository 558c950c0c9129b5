import { percentile, round } from './quality.ts';

/** What a frame was at, in this order; each stage ends where the next one begins. */
const moments = [
  'capturedUs',
  'encoderUs',
  'encodedUs',
  'linkUs',
  'sentUs',
  'firstReceivedUs',
  'completeUs',
  'screenUs',
  'decodedUs',
  'outUs',
] as const;

/** Times of all frames of a turn, by frame, in µs; NaN where a frame did not come so far. */
export type Ledger = Readonly<Record<(typeof moments)[number], Float64Array>>;

/** One stage, over the frames that came out: median and 99th percentile. */
export interface StageFigures {
  readonly name: string;
  readonly p50: number;
  readonly p99: number;
}

/** Between one moment and the next. */
const stageNames = [
  'capture → encoder',
  'encode',
  'to the link’s process',
  'pace',
  'network',
  'assemble',
  'to the screen’s process',
  'decode',
  'hand out',
] as const;

/** What each stage took of the frames from `first` on that came out. */
export function stagesOf(ledger: Ledger, first: number): StageFigures[] {
  return stageNames.map((name, index) => {
    const [from, to] = [ledger[moments[index]!], ledger[moments[index + 1]!]];
    const spansMs = to.map((us, frame) => (us - from[frame]!) / 1000).subarray(first);
    const sorted = spansMs
      .filter((ms, index_) => !Number.isNaN(ms) && cameOut(ledger, first + index_))
      .toSorted();
    return { name, p50: figure(sorted, 0.5), p99: figure(sorted, 0.99) };
  });
}

function cameOut({ outUs }: Ledger, frame: number): boolean {
  return !Number.isNaN(outUs[frame]!);
}

function figure(sorted: Float64Array, share: number): number {
  return round(percentile(sorted, share), 2) ?? 0;
}
