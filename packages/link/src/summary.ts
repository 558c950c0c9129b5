import type { PacketTargets } from './packet-targets.ts';
import type { LinkStats } from './statistics.ts';

/** What the parts of a connection know now. `joined`: there is a session. */
export function summary(targets: PacketTargets, lossPct: number | null, joined: boolean): LinkStats {
  const { totals, clock, congestion, limits, mediaSender } = targets;
  return {
    ...totals,
    dropped: { ...totals.dropped },
    rttMs: numberOrNull(clock.rttUs / 1000),
    offsetMs: numberOrNull(clock.offsetUs / 1000),
    driftPpm: numberOrNull(clock.driftPpm),
    lossPct,
    targetBps: numberOrNull(congestion.videoTargetBps),
    pathBps: numberOrNull(congestion.targetBps),
    pacerQueueMs: mediaSender.pacingWait.figures(),
    datagramBytes: limits.datagramBytes,
    queuedBytes: mediaSender.waitingBytes(),
    path: joined ? 'direct' : null,
  };
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
