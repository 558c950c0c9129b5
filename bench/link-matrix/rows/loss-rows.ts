import type { NetworkSettings } from '@ajar/netlab';
import type { Carrier, Row } from '../row.ts';
import { type RowResult, sum } from '../row-result.ts';
import { barOf, noMarks, steadyMedia } from './row-bars.ts';

const withPeers: readonly Carrier[] = ['ajar', 'rs20', 'raw'];
const lossyOneWayMs = 20;

/** Networks that are as fast as one likes, and lose or shuffle what they carry. */
export const lossRows: readonly Row[] = [
  ...[1, 10, 40, 100].map(noLoss),
  randomLoss(1, 5),
  randomLoss(5, 12),
  {
    ...base('burst1', 'Gilbert-Elliott 1 %, mean burst 10, OWD 20 ms', { lossPct: 1, lossBurst: 10 }),
    bars: (results) => {
      const ajar = results.get('ajar');
      const [freezeMs, byMs] = [4 * lossyOneWayMs + 50, 5 * lossyOneWayMs];
      return [
        barOf(ajar, 'longest freeze', (each) => each.longestGapMs, 'ms', '<=', freezeMs),
        barOf(ajar, `frames by OWD + 2 RTT = ${byMs} ms`, (each) => each.byPct(byMs), '%', '>=', 99.9, 4),
      ];
    },
  },
  {
    ...base('jitter20', 'Pareto jitter 20 ms with reordering, OWD 20 ms', {
      jitterMs: 20,
      jitterShape: 'pareto',
      reorder: true,
    }),
    bars: (results) => [
      barOf(results.get('ajar'), 'repair bytes', (each) => each.repairPct, '% of media', '<=', 1),
    ],
  },
];

function noLoss(oneWayMs: number): Row {
  return {
    ...base(`clean-${oneWayMs}`, `no loss, OWD ${oneWayMs} ms`, { delayMs: oneWayMs }),
    oneWayMs,
    bars: (results) => {
      const ajar = results.get('ajar');
      return [
        barOf(ajar, 'p99 frame latency', (each) => each.percentileMs(0.99), 'ms', '<=', oneWayMs + 3),
        barOf(ajar, 'overhead', (each) => each.overheadPct, '%', '<=', 2),
        barOf(ajar, 'frames lost or damaged', missing, 'frames', '<=', 0),
      ];
    },
  };
}

function randomLoss(lossPct: number, mostOverheadPct: number): Row {
  return {
    ...base(`loss${lossPct}`, `${lossPct} % random loss, OWD 20 ms`, { lossPct }),
    bars: (results) => {
      const ajar = results.get('ajar');
      const byMs = 3 * lossyOneWayMs + 10;
      return [
        barOf(ajar, `frames by OWD + RTT + 10 = ${byMs} ms`, (each) => each.byPct(byMs), '%', '>=', 99.99, 4),
        barOf(ajar, 'overhead', (each) => each.overheadPct, '%', '<=', mostOverheadPct),
      ];
    },
  };
}

function base(name: string, title: string, network: Partial<NetworkSettings>): Omit<Row, 'bars'> {
  return {
    ...steadyMedia,
    name,
    title,
    network: () => ({ both: { delayMs: lossyOneWayMs, ...network } }),
    oneWayMs: lossyOneWayMs,
    carriers: withPeers,
    marksS: noMarks,
  };
}

function missing({ frames, shown, runs }: RowResult): number {
  return frames - shown + sum(runs, ({ damaged }) => damaged);
}
