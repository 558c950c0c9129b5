import type { PlayoutTotals } from './replay.ts';

type Stats = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/**
 * What NetEQ has done since the beginning, as it says itself (W3C, Identifiers for WebRTC's Statistics API, `inbound-rtp`). Undefined before the first packet.
 *
 * @param atUs by the system's monotonic clock
 */
export function totalsOf(atUs: number, stats: Stats): PlayoutTotals | undefined {
  const inbound = [...stats.values()].find(({ type }) => type === 'inbound-rtp');
  if (inbound === undefined) return undefined;
  const figure = (name: string): number => Number(inbound[name] ?? Number.NaN);
  return {
    atUs,
    delayS: figure('jitterBufferDelay'),
    emitted: figure('jitterBufferEmittedCount'),
    received: figure('totalSamplesReceived'),
    concealed: figure('concealedSamples'),
    inserted: figure('insertedSamplesForDeceleration'),
    removed: figure('removedSamplesForAcceleration'),
  };
}
