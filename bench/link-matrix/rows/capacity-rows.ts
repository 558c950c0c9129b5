import type { Row } from '../row.ts';
import { offeredBps, type RowResult, type RunResult, sum } from '../row-result.ts';
import { columnUs } from '../run-record.ts';
import { barOf, noMarks, steadyMedia } from './row-bars.ts';

const [high, low, narrow] = [40e6, 20e6, 28e6];
const columnS = columnUs / 1e6;
/** A queue as short as this is no queue, ms. */
const drainedMs = 10;
/** A new rate is reached when so long a stretch has nine tenths of it, s. */
const reachedS = 0.25;
/** What is offered is looked at over so long a stretch, s. */
const offeredS = 0.5;
/** So long after the capacity changed nobody can know of it: a round trip, and the time in which a queue shows, s. */
const unknownS = 0.15;
const warmUpS = 2;

/** Networks that are too small, for a while or all the time. */
export const capacityRows: readonly Row[] = [
  {
    ...steadyMedia,
    name: 'capacity',
    title: 'capacity 40 → 20 → 40 Mbit/s, OWD 20 ms, the encoder follows the target',
    followsTarget: true,
    network: (seconds) => {
      const [downS, upS] = changesS(seconds);
      return {
        both: { delayMs: 20 },
        up: { bandwidthBps: high, queueMs: 300 },
        events: [
          { atMs: downS * 1000, up: { bandwidthBps: low } },
          { atMs: upS * 1000, up: { bandwidthBps: high } },
        ],
      };
    },
    capacityBps: (seconds) => {
      const [downS, upS] = changesS(seconds);
      return Float64Array.from({ length: Math.ceil(seconds / columnS) }, (_, column) =>
        column * columnS >= downS && column * columnS < upS ? low : high,
      );
    },
    oneWayMs: 20,
    carriers: ['ajar', 'ajar-simple'],
    marksS: changesS,
    bars: (results) => {
      const ajar = results.get('ajar');
      return [
        barOf(ajar, 'queue below 10 ms again after the drop', worst(drainS), 's', '<=', 1),
        barOf(ajar, '90 % of the new rate after a change', worst(reachS), 's', '<=', 3),
        barOf(ajar, 'most offered, of the capacity', worst(mostOffered), '×', '<=', 1.25, 3),
      ];
    },
  },
  {
    ...steadyMedia,
    name: 'overload',
    title: '40 Mbit/s of media into 28, the encoder ignores the target, OWD 20 ms',
    lifetimeMs: 180,
    network: () => ({ both: { delayMs: 20 }, up: { bandwidthBps: narrow, queueMs: 100 } }),
    oneWayMs: 20,
    carriers: ['ajar', 'rs20', 'raw'],
    marksS: noMarks,
    bars: (results) => {
      const ajar = results.get('ajar');
      return [
        barOf(ajar, 'repair bytes', (each) => each.repairPct, '% of media', '<=', 10),
        barOf(ajar, 'frames begun and not finished', tornPct, '% of those begun', '<=', 1),
        barOf(ajar, 'longest latency of a frame', (each) => each.percentileMs(1), 'ms', '<=', 200),
        barOf(ajar, 'pictures shown', shownFps, 'a second', '>=', 15),
      ];
    },
  },
];

/** The worst of a figure in any run. */
function worst(figure: (run: RunResult) => number): (result: RowResult) => number | null {
  return (result) => result.worst((run) => [figure(run)]);
}

/** Down after a third of the run, up again after two. */
function changesS(seconds: number): [number, number] {
  return [seconds / 3, (2 * seconds) / 3];
}

/** How long after the drop the queue stays. */
function drainS({ record }: RunResult): number {
  const [downS] = changesS(record.seconds);
  const first = Math.ceil((downS + unknownS) / columnS);
  const bound = (low / 8000) * drainedMs;
  const drained = record.queuedBytes.findIndex((bytes, column) => column >= first && bytes <= bound);
  return drained < 0 ? Number.POSITIVE_INFINITY : (drained + 1) * columnS - downS;
}

/** How long it takes until nine tenths of the new capacity are used, the longer of both changes. */
function reachS({ record }: RunResult): number {
  const reach = (fromS: number, bps: number): number => {
    for (let atS = fromS; atS + reachedS <= record.seconds; atS += columnS) {
      if (offeredBps(record, atS, atS + reachedS) >= bps * 0.9) return atS + reachedS - fromS;
    }
    return Number.POSITIVE_INFINITY;
  };
  const [downS, upS] = changesS(record.seconds);
  return Math.max(reach(downS + unknownS, low) + unknownS, reach(upS, high));
}

/** The most that is offered, of the capacity, from when the sender can know it. */
function mostOffered({ record }: RunResult): number {
  const edgesS = [warmUpS, ...changesS(record.seconds), record.seconds];
  let most = 0;
  for (const [index, bps] of [high, low, high].entries()) {
    for (let atS = edgesS[index]! + unknownS; atS + offeredS <= edgesS[index + 1]!; atS += columnS) {
      most = Math.max(most, offeredBps(record, atS, atS + offeredS) / bps);
    }
  }
  return most;
}

/** Frames of which something left and that never were whole at the other end. */
function tornPct({ runs }: RowResult): number {
  const torn = sum(runs, ({ totals }) =>
    Math.max(0, (totals?.framesSent ?? 0) - (totals?.framesReceived ?? 0) - (totals?.framesUnderWay ?? 0)),
  );
  return (torn / sum(runs, ({ totals }) => totals?.framesSent ?? 0)) * 100;
}

function shownFps({ runs, frames }: RowResult): number {
  return (sum(runs, ({ latenciesMs }) => latenciesMs.length) / frames) * 60;
}
