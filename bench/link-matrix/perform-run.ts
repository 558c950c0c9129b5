import { runAjar } from './ajar-run.ts';
import { runPeer } from './peer-run.ts';
import type { Carrier } from './row.ts';
import { type RunResult, readRun } from './row-result.ts';
import { rows } from './rows.ts';

/** One run: small enough to be handed to a thread. */
export interface RunTask {
  readonly row: string;
  readonly carrier: Carrier;
  readonly seed: number;
  readonly seconds: number;
  readonly lifetimeMs: number | undefined;
  readonly bitrateBps: number | undefined;
  readonly hasSound: boolean;
}

/** Does one run, in virtual time. */
export function performRun({ row: name, carrier, seed, seconds, ...overrides }: RunTask): RunResult {
  const row = rows.find((each) => each.name === name)!;
  const marksS = row.marksS(seconds);
  const bitrateBps = overrides.bitrateBps ?? row.bitrateBps;
  const lifetimeMs = overrides.lifetimeMs ?? row.lifetimeMs;
  if (carrier === 'raw' || carrier === 'rs20') {
    const parity = carrier === 'raw' ? 0 : 0.2;
    return readRun(seed, runPeer(row, { seed, seconds, bitrateBps, parity }), null, marksS);
  }
  const isFixed = carrier === 'ajar-fixed';
  const { record, totals } = runAjar(row, {
    seed,
    seconds,
    bitrateBps: isFixed ? (row.fixedBps ?? bitrateBps) : bitrateBps,
    lifetimeMs,
    hasSound: overrides.hasSound,
    followsTarget: row.followsTarget && !isFixed,
    sender: senders[carrier],
  });
  return readRun(seed, record, totals, marksS);
}

const senders = {
  ajar: {},
  'ajar-simple': { congestion: 'loss' },
  'ajar-fixed': { congestion: 'fixed' },
} as const;
