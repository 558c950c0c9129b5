import { round } from '../video-path/quality.ts';
import type { Row } from './row.ts';
import type { RowResult } from './row-result.ts';

/** What the bench says of one carrier in one row, all runs together. Times in ms, shares in percent. */
export interface RowFigures {
  readonly frames: number;
  readonly shown: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly p9999: number | null;
  /** Frames within OWD + RTT + 10 ms, and within OWD + 2 RTT. */
  readonly byOneRepairPct: number | null;
  readonly byTwoRttPct: number | null;
  readonly longestGapMs: number | null;
  readonly gapsOver100Ms: number;
  /** Of the sender's media: everything but media, and each kind of it; what the receiver sends back. Null for the peers. */
  readonly overheadPct: number | null;
  readonly fecPct: number | null;
  readonly repairPct: number | null;
  readonly controlPct: number | null;
  readonly backPct: number | null;
  /** Bytes on the network beyond those of the pictures, headers included. */
  readonly wirePct: number | null;
  readonly shownMbps: number | null;
  /** Frames of sound, where there are any. */
  readonly soundP50?: number | null;
  readonly soundP99?: number | null;
  readonly soundLostPct?: number | null;
}

export function rowFigures({ oneWayMs }: Row, result: RowResult): RowFigures {
  return {
    frames: result.frames,
    shown: result.shown,
    p50: round(result.percentileMs(0.5), 2),
    p95: round(result.percentileMs(0.95), 2),
    p99: round(result.percentileMs(0.99), 2),
    p9999: round(result.percentileMs(0.9999), 2),
    byOneRepairPct: round(result.byPct(3 * oneWayMs + 10), 4),
    byTwoRttPct: round(result.byPct(5 * oneWayMs), 4),
    longestGapMs: round(result.longestGapMs, 1),
    gapsOver100Ms: result.gapsOver(100),
    overheadPct: round(result.overheadPct, 2),
    fecPct: round(result.fecPct, 2),
    repairPct: round(result.repairPct, 2),
    controlPct: round(result.controlPct, 2),
    backPct: round(result.backPct, 2),
    wirePct: round(result.wirePct, 2),
    shownMbps: round((result.mean(({ shownBps }) => shownBps) ?? 0) / 1e6, 2),
    ...(result.soundLostPct !== null && {
      soundP50: round(result.soundPercentileMs(0.5), 2),
      soundP99: round(result.soundPercentileMs(0.99), 2),
      soundLostPct: round(result.soundLostPct, 3),
    }),
  };
}

/** The same for people who watch. */
export function rowLine(carrier: string, figures: RowFigures): string {
  const { frames, shown, p50, p95, p99, p9999, byOneRepairPct, longestGapMs, gapsOver100Ms } = figures;
  const { overheadPct, fecPct, repairPct, controlPct, backPct, wirePct, shownMbps } = figures;
  const parts =
    overheadPct === null
      ? ''
      : `, overhead ${overheadPct} % (fec ${fecPct} repair ${repairPct} control ${controlPct}), back ${backPct} %`;
  const { soundP50, soundP99, soundLostPct } = figures;
  const sound =
    soundP50 === undefined ? '' : `, sound p50 ${soundP50} p99 ${soundP99} ms, ${soundLostPct} % lost`;
  return (
    `${carrier.padEnd(5)} p50 ${p50} p95 ${p95} p99 ${p99} p99.99 ${p9999} ms, ${shown}/${frames} shown, ` +
    `${byOneRepairPct} % by one repair, longest gap ${longestGapMs} ms, ${gapsOver100Ms} over 100 ms, ` +
    `${shownMbps} Mbit/s, wire ${wirePct} %${parts}${sound}`
  );
}
