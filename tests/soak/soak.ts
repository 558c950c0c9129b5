import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ParseArgsOptionsConfig } from 'node:util';

/** What every soak is told. */
export interface SoakContext {
  /** All randomness comes from it. */
  readonly seed: number;
  /** How long it may take, in s; undefined for as long as it takes by itself. */
  readonly seconds: number | undefined;
  /** Values of its own flags. */
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  /** Tells people how far it is. Those that come too fast are left out. */
  readonly progress: (line: string) => void;
}

/** What came of it. */
export interface SoakOutcome {
  /** One line for everything that was not as it has to be; none means passed. */
  readonly problems: readonly string[];
  /** What was done and measured. */
  readonly figures: Readonly<Record<string, unknown>>;
}

/** A test that takes long, and longer finds more. */
export interface Soak {
  /** One line. */
  readonly summary: string;
  /** Flags beyond those that all soaks have. */
  readonly flags: ParseArgsOptionsConfig;
  /** What the flags do, a line each. */
  readonly usage: string;
  /** @throws {UsageError} for a flag that cannot be */
  run(context: SoakContext): Promise<SoakOutcome>;
}

/** The command line asks for what there is not. Its message says what there is. */
export class UsageError extends Error {}

/**
 * A number given by a flag.
 * @throws {UsageError} naming the flag, the value and the range
 */
export function numberOf(
  name: string,
  text: string | boolean | undefined,
  least: number,
  most: number,
): number | undefined {
  if (text === undefined) return undefined;
  const value = typeof text === 'string' && text.trim() !== '' ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`--${name} ${String(text)}: give a number from ${least} to ${most}`);
}

/** Writes a report for people and scripts, and makes its directory where there is none. */
export function writeJson(file: string, report: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 1)}\n`);
}
