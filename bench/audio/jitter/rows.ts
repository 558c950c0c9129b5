import type { NetworkSettings } from '@ajar/netlab';

/** A network that sound goes through. */
export interface JitterRow {
  readonly name: string;
  /** Standard deviation of the delay. */
  readonly jitterMs: number;
  readonly lossPct: number;
  /** Mean length of a run of losses, packets. */
  readonly lossBurst: number;
}

/** Delays are normal around this many deviations: none of them would have to be negative. */
const meanDeviations = 4;

/** Every jitter with every loss, by chance and in bursts. */
export const rows: readonly JitterRow[] = [5, 20, 50].flatMap((jitterMs) => [
  row(jitterMs, 0, 1),
  row(jitterMs, 2, 1),
  row(jitterMs, 5, 1),
  row(jitterMs, 10, 1),
  row(jitterMs, 5, 4),
]);

/** What a row's network does to what the sender sends. */
export function networkOf({ jitterMs, lossPct, lossBurst }: JitterRow): Partial<NetworkSettings> {
  return { delayMs: meanDeviations * jitterMs, jitterMs, lossPct, lossBurst };
}

function row(jitterMs: number, lossPct: number, lossBurst: number): JitterRow {
  const lost = lossBurst > 1 ? `${lossPct} % lost in bursts` : `${lossPct} % lost`;
  return { name: `${jitterMs} ms, ${lost}`, jitterMs, lossPct, lossBurst };
}
