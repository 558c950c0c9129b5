import type { VirtualNetwork } from '@ajar/netlab';
import { columnUs, type RunRecord } from './run-record.ts';

/** Writes the timelines of a run as it goes on. */
export function watch(
  network: VirtualNetwork,
  record: RunRecord,
  startUs: number,
  targetBps: () => number | null,
): void {
  const columns = record.queuedBytes.length;
  let [tcpBefore, forwardedBefore] = [0, 0];
  const look = (column: number): void => {
    const tcpBytes = network.flows.reduce((sum, { stats }) => sum + stats.deliveredBytes, 0);
    const { forwardedBytes } = network.stats.up;
    record.queuedBytes[column] = network.queuedBytes('up');
    record.targetBps[column] = targetBps() ?? Number.NaN;
    record.tcpBytes[column] = tcpBytes - tcpBefore;
    record.forwardedBytes[column] = forwardedBytes - forwardedBefore;
    [tcpBefore, forwardedBefore] = [tcpBytes, forwardedBytes];
    if (column + 1 < columns) network.at(startUs + (column + 2) * columnUs, () => look(column + 1));
  };
  network.at(startUs + columnUs, () => look(0));
}
