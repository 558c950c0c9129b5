import type { Row } from '../row.ts';
import type { RowResult, RunResult } from '../row-result.ts';
import { columnUs } from '../run-record.ts';
import { barOf, noMarks, steadyMedia } from './row-bars.ts';

const capacityBps = 40e6;
/** When the TCP flow begins, and from when on both are expected to have found their shares, s. */
const tcpFromS = 3;
const settledS = 13;

/** Networks that are shared with a download. */
export const sharedRows: readonly Row[] = [20, 100].map(cubic);

function cubic(rttMs: number): Row {
  return {
    ...steadyMedia,
    name: `cubic-${rttMs}`,
    title: `one CUBIC flow in the same 40 Mbit/s, RTT ${rttMs} ms, a queue of one round trip, at least 50 ms`,
    followsTarget: true,
    network: () => ({
      both: { delayMs: rttMs / 2 },
      up: { bandwidthBps: capacityBps, queueMs: Math.max(50, rttMs) },
      tcp: [{ direction: 'up', rttMs, startMs: tcpFromS * 1000 }],
    }),
    oneWayMs: rttMs / 2,
    carriers: ['ajar', 'ajar-simple'],
    marksS: noMarks,
    bars: (results) => {
      const ajar = results.get('ajar');
      return [
        barOf(ajar, 'Ajar’s rate, of its fair share, least', least('forwardedBytes'), '×', '>=', 0.5),
        barOf(ajar, 'Ajar’s rate, of its fair share, most', most('forwardedBytes'), '×', '<=', 2),
        barOf(ajar, 'the TCP flow’s rate, of its fair share, least', least('tcpBytes'), '×', '>=', 0.5),
      ];
    },
  };
}

type Flow = 'forwardedBytes' | 'tcpBytes';

function most(flow: Flow): (result: RowResult) => number | null {
  return (result) => result.worst((run) => [fairShare(run, flow)]);
}

function least(flow: Flow): (result: RowResult) => number | null {
  return ({ runs }) => (runs.length === 0 ? null : Math.min(...runs.map((run) => fairShare(run, flow))));
}

/** What a flow got once both have settled, of half the capacity. */
function fairShare({ record }: RunResult, flow: Flow): number {
  const columns = record[flow].subarray(Math.round((settledS * 1e6) / columnUs));
  const bytes = columns.reduce((sum, each) => sum + each, 0);
  return (bytes * 8e6) / columnUs / columns.length / (capacityBps / 2);
}
