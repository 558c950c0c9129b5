import type { PathStats, ProxyStats } from '@ajar/netlab';

/** One direction in a report: its totals, and its rates since the report before, in bits a second. */
interface DirectionReport extends PathStats {
  readonly offeredBps: number;
  readonly forwardedBps: number;
}

/** What `--stats` writes once a second and `--json` at the end. */
export interface NetworkReport extends Omit<ProxyStats, 'up' | 'down'> {
  /** Unix time in s. */
  readonly t: number;
  readonly network: string;
  readonly uptimeS: number;
  readonly up: DirectionReport;
  readonly down: DirectionReport;
}

/** Makes reports of a proxy's figures, one after the other. */
export class Reporter {
  readonly #network: string;
  readonly #startMs: number;
  #before: ProxyStats | undefined;
  #beforeMs: number;

  /** @param nowMs any clock that only goes forward */
  constructor(network: string, nowMs: number) {
    this.#network = network;
    this.#startMs = nowMs;
    this.#beforeMs = nowMs;
  }

  report(nowMs: number, unixMs: number, stats: ProxyStats): NetworkReport {
    const seconds = (nowMs - this.#beforeMs) / 1000;
    const before = this.#before;
    this.#before = stats;
    this.#beforeMs = nowMs;
    return {
      t: unixMs / 1000,
      network: this.#network,
      uptimeS: (nowMs - this.#startMs) / 1000,
      ...stats,
      up: withRates(stats.up, before?.up, seconds),
      down: withRates(stats.down, before?.down, seconds),
    };
  }
}

/** A report in one line for people. */
export function statusLine({ uptimeS, up, down, inFlight }: NetworkReport): string {
  return `${uptimeS.toFixed(0)} s  up ${direction(up)}  down ${direction(down)}  ${inFlight} in flight`;
}

function direction(report: DirectionReport): string {
  const { forwardedBps, offered, lost, queueFull, codelDropped, cut } = report;
  const gone = lost + queueFull + codelDropped + cut;
  const share = offered === 0 ? 0 : (gone / offered) * 100;
  return `${(forwardedBps / 1e6).toFixed(2)} Mbit/s, ${gone} of ${offered} gone (${share.toFixed(2)} %)`;
}

function withRates(now: PathStats, before: PathStats | undefined, seconds: number): DirectionReport {
  const bps = (bytes: number, bytesBefore = 0): number =>
    seconds > 0 ? ((bytes - bytesBefore) * 8) / seconds : 0;
  return {
    ...now,
    offeredBps: bps(now.offeredBytes, before?.offeredBytes),
    forwardedBps: bps(now.forwardedBytes, before?.forwardedBytes),
  };
}
