import type { CapacityTrace } from '@ajar/netlab';
import type { Row } from '../row.ts';
import type { RowResult } from '../row-result.ts';
import { columnUs } from '../run-record.ts';
import { capacityOf, readTrace } from '../traces.ts';
import { barOf, noMarks } from './row-bars.ts';

const oneWayMs = 20;
/** Of the trace's mean, what the sender at a fixed rate makes. */
const fixedShare = 0.5;
/** Seeds begin so far apart in a trace, of its length: an irrational step, so that none begins where another did. */
const step = 0.618_034;

/** Cellular links as they were recorded, driving and at rest. */
export const cellularRows: readonly Row[] = [
  cellular('cellular-att', 'AT&T LTE, driving, downlink', 'ATT-LTE-driving-2016.down'),
  cellular('cellular-tmobile', 'T-Mobile LTE, downlink', 'TMobile-LTE-short.down'),
];

function cellular(name: string, title: string, file: string): Row {
  const whole = readTrace(file, 0);
  const traceOf = (seed: number): CapacityTrace => readTrace(file, ((seed / 1000) * step) % 1)!;
  const fixedBps = (whole?.meanBps ?? 0) * fixedShare;
  return {
    name,
    title: `${title}, OWD 20 ms, 500 ms of queue`,
    bitrateBps: 40e6,
    fixedBps,
    followsTarget: true,
    lifetimeMs: 400,
    isAvailable: whole !== undefined,
    network: (_, seed) => ({
      both: { delayMs: oneWayMs },
      up: { trace: traceOf(seed), queueMs: 500 },
    }),
    capacityBps: (seconds, seed) =>
      capacityOf(traceOf(seed), Math.ceil((seconds * 1e6) / columnUs), columnUs / 1000),
    oneWayMs,
    carriers: ['ajar', 'ajar-simple', 'ajar-fixed'],
    marksS: noMarks,
    bars: (results) => {
      const ajar = results.get('ajar');
      return (['ajar-fixed', 'ajar-simple'] as const).flatMap((carrier) => {
        const other = results.get(carrier);
        const peer =
          carrier === 'ajar-fixed' ? `a fixed rate of ${fixedShare} of the mean` : 'the simple controller';
        const ratio =
          (figure: (each: RowResult) => number | null) =>
          (each: RowResult): number | null => {
            const [own, theirs] = [figure(each), other === undefined ? null : figure(other)];
            return own === null || theirs === null ? null : own / theirs;
          };
        return [
          barOf(
            ajar,
            `p95 frame delay / that of ${peer}`,
            ratio((each) => each.percentileMs(0.95)),
            '×',
            '<=',
            1,
            3,
          ),
          barOf(
            ajar,
            `mean bitrate shown / that of ${peer}`,
            ratio((each) => each.mean(({ shownBps }) => shownBps)),
            '×',
            '>=',
            1,
            3,
          ),
        ];
      });
    },
  };
}
