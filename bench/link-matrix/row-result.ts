import { percentile } from '../video-path/quality.ts';
import type { LinkTotals } from './ajar-run.ts';
import { columnUs, coolDownS, type RunRecord, soundMs, warmUpS } from './run-record.ts';

/** One run's figures, small enough to be handed between threads. Times in ms. */
export interface RunResult {
  readonly seed: number;
  /** Of the counted frames that could be shown, from handed in to handed out, in the order of their capture. */
  readonly latenciesMs: Float64Array;
  /** How many frames counted, shown or not. */
  readonly frames: number;
  /** Of those not shown: dropped whole by the sender, come but not decodable, and the rest. */
  readonly dropped: number;
  readonly undecodable: number;
  readonly damaged: number;
  /** Gaps of more than two frame intervals between pictures shown, the longest first. */
  readonly gapsMs: readonly number[];
  /** Per mark: from the mark to the first picture shown after it, and the longest gap around it. */
  readonly recoveriesMs: readonly number[];
  readonly gapsAtMarksMs: readonly number[];
  /** Bits of pictures that were shown, a second. */
  readonly shownBps: number;
  /** Of the frames of sound that came, and how many there should have been. */
  readonly soundMs: Float64Array;
  readonly sounds: number;
  readonly offeredBytes: number;
  readonly totals: LinkTotals | null;
  readonly record: RunRecord;
}

/** Reads a run's record. */
export function readRun(
  seed: number,
  record: RunRecord,
  totals: LinkTotals | null,
  marksS: readonly number[],
): RunResult {
  const { countedFrom, countedTo, fps, inUs, outUs } = record;
  const latencies: number[] = [];
  let dropped = 0;
  let shownBytes = 0;
  for (let frame = countedFrom; frame < countedTo; frame++) {
    const latencyUs = outUs[frame]! - inUs[frame]!;
    if (!Number.isNaN(latencyUs)) {
      latencies.push(latencyUs / 1000);
      shownBytes += record.bytes[frame]!;
    } else if (record.dropped[frame] === 1) dropped++;
  }
  const counted = countedTo - countedFrom;
  const shown = outUs.filter((us) => !Number.isNaN(us)).toSorted();
  return {
    seed,
    latenciesMs: Float64Array.from(latencies),
    frames: counted,
    dropped,
    undecodable: record.undecodable,
    damaged: record.damaged,
    gapsMs: gaps(shown, inUs[countedFrom]!, inUs[countedTo - 1]!, 2e6 / fps),
    recoveriesMs: marksS.map((markS) => firstAfter(shown, markS * 1e6)),
    gapsAtMarksMs: marksS.map((markS) => gapAround(shown, markS * 1e6)),
    shownBps: counted === 0 ? 0 : (shownBytes * 8 * fps) / counted,
    ...readSound(record),
    offeredBytes: record.offeredBytes.reduce((sum, bytes) => sum + bytes, 0),
    totals,
    record,
  };
}

function readSound({ seconds, soundInUs, soundOutUs }: RunRecord): Pick<RunResult, 'soundMs' | 'sounds'> {
  const from = Math.round((warmUpS * 1000) / soundMs);
  const to = Math.min(soundInUs.length, Math.round(((seconds - coolDownS) * 1000) / soundMs));
  const latencies = soundOutUs.subarray(from, to).map((us, index) => (us - soundInUs[from + index]!) / 1000);
  return { soundMs: latencies.filter((ms) => !Number.isNaN(ms)), sounds: Math.max(0, to - from) };
}

function gaps(shown: Float64Array, fromUs: number, toUs: number, leastUs: number): number[] {
  const found: number[] = [];
  let lastUs = fromUs;
  for (const us of shown) {
    if (us < fromUs) continue;
    if (us > toUs) break;
    if (us - lastUs > leastUs) found.push((us - lastUs) / 1000);
    lastUs = us;
  }
  if (toUs - lastUs > leastUs) found.push((toUs - lastUs) / 1000);
  return found.toSorted((a, b) => b - a);
}

/** Infinity when nothing was shown any more. */
function firstAfter(shown: Float64Array, us: number): number {
  const found = shown.find((shownUs) => shownUs > us);
  return found === undefined ? Number.POSITIVE_INFINITY : (found - us) / 1000;
}

/** The longest gap that begins or ends within a second of a moment. */
function gapAround(shown: Float64Array, us: number): number {
  let longestUs = 0;
  for (let index = 1; index < shown.length; index++) {
    const [from, to] = [shown[index - 1]!, shown[index]!];
    if (to > us - 1e6 && from < us + 1e6) longestUs = Math.max(longestUs, to - from);
  }
  return longestUs / 1000;
}

/** Bits a second that the sender offered between two moments of a run, in seconds. */
export function offeredBps(record: RunRecord, fromS: number, toS: number): number {
  const [from, to] = [Math.round((fromS * 1e6) / columnUs), Math.round((toS * 1e6) / columnUs)];
  let bytes = 0;
  for (let column = from; column < to; column++) bytes += record.offeredBytes[column] ?? 0;
  return (bytes * 8) / (((to - from) * columnUs) / 1e6);
}

/** All runs of one carrier in a row. */
export class RowResult {
  readonly runs: readonly RunResult[];
  readonly latenciesMs: Float64Array;
  readonly frames: number;

  constructor(runs: readonly RunResult[]) {
    this.runs = runs;
    this.frames = sum(runs, ({ frames }) => frames);
    this.latenciesMs = new Float64Array(sum(runs, ({ latenciesMs }) => latenciesMs.length));
    let at = 0;
    for (const { latenciesMs } of runs) {
      this.latenciesMs.set(latenciesMs, at);
      at += latenciesMs.length;
    }
    this.latenciesMs.sort();
  }

  /** Of the pictures shown, by nearest rank; null when there are none. */
  percentileMs(share: number): number | null {
    return this.latenciesMs[Math.max(0, Math.ceil(share * this.latenciesMs.length) - 1)] ?? null;
  }

  /** Percent of all frames that were shown within so many ms. */
  byPct(limitMs: number): number | null {
    if (this.frames === 0) return null;
    let within = this.latenciesMs.findLastIndex((ms) => ms <= limitMs);
    return (++within / this.frames) * 100;
  }

  /** The same for frames of sound; null where there is none. */
  soundPercentileMs(share: number): number | null {
    const sorted = this.runs.flatMap((run) => [...run.soundMs]).toSorted((a, b) => a - b);
    return percentile(sorted, share);
  }

  /** Frames of sound that never came, in percent; null where there is none. */
  get soundLostPct(): number | null {
    const all = sum(this.runs, ({ sounds }) => sounds);
    return all === 0 ? null : (1 - sum(this.runs, ({ soundMs: came }) => came.length) / all) * 100;
  }

  get shown(): number {
    return this.latenciesMs.length;
  }

  get longestGapMs(): number | null {
    return this.frames === 0 ? null : Math.max(0, ...this.runs.map(({ gapsMs }) => gapsMs[0] ?? 0));
  }

  gapsOver(ms: number): number {
    return sum(this.runs, ({ gapsMs }) => gapsMs.filter((gapMs) => gapMs > ms).length);
  }

  /** Parity, repairs and control of the sender in percent of its media; null for carriers that don't say. */
  get overheadPct(): number | null {
    return this.#sharePct(({ fecBytes, repairBytes, controlBytes }) => fecBytes + repairBytes + controlBytes);
  }
  get fecPct(): number | null {
    return this.#sharePct(({ fecBytes }) => fecBytes);
  }
  get repairPct(): number | null {
    return this.#sharePct(({ repairBytes }) => repairBytes);
  }
  get controlPct(): number | null {
    return this.#sharePct(({ controlBytes }) => controlBytes);
  }
  get backPct(): number | null {
    return this.#sharePct(({ backBytes }) => backBytes);
  }

  /** Everything that the sender put on the network beyond the pictures themselves, in percent of those. */
  get wirePct(): number | null {
    const pictures = sum(this.runs, ({ record }) => record.bytes.reduce((all, bytes) => all + bytes, 0));
    return pictures === 0 ? null : (sum(this.runs, ({ offeredBytes }) => offeredBytes) / pictures - 1) * 100;
  }

  worst(figure: (run: RunResult) => readonly number[]): number | null {
    const all = this.runs.flatMap((run) => figure(run));
    return all.length === 0 ? null : Math.max(...all);
  }

  mean(figure: (run: RunResult) => number): number | null {
    return this.runs.length === 0 ? null : sum(this.runs, figure) / this.runs.length;
  }

  #sharePct(bytes: (totals: LinkTotals) => number): number | null {
    const totals = this.runs.flatMap((run) => run.totals ?? []);
    const media = sum(totals, ({ mediaBytes }) => mediaBytes);
    return media === 0 ? null : (sum(totals, bytes) / media) * 100;
  }
}

export function sum<Item>(items: readonly Item[], figure: (item: Item) => number): number {
  return items.reduce((total, item) => total + figure(item), 0);
}
