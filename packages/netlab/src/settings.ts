import { NetlabError } from './error.ts';

/** What a network does to the datagrams that travel in one direction. */
export interface NetworkSettings {
  /** One-way delay in ms, 0 to 60,000. */
  readonly delayMs: number;
  /**
   * Standard deviation of the delay in ms, 0 to 10,000; normally distributed, and never below no delay at all.
   * Without {@link reorder} the delay wanders over about five times this long, as queues and radios make it do, so that it
   * does not depend on how many datagrams there are; with it, every datagram draws its own.
   */
  readonly jitterMs: number;
  /** Whether datagrams may overtake each other. Else one that would is held until the one before it has arrived. */
  readonly reorder: boolean;
  /** Random loss in percent of the datagrams, 0 to 100, after the bottleneck. */
  readonly lossPct: number;
  /** Rate of the bottleneck in bits of UDP payload a second, 0 (no limit) to 1e12. */
  readonly bandwidthBps: number;
  /** Longest that a datagram waits for the bottleneck, in ms, 0 to 60,000; one that would wait longer is dropped. */
  readonly queueMs: number;
  /** Percentage of the datagrams that arrive twice, 0 to 100. */
  readonly duplicatePct: number;
  /** Percentage of the datagrams that arrive with one random bit inverted, 0 to 100. */
  readonly corruptPct: number;
}

/** Everything at its default: no impairment at all, and a queue of 100 ms as soon as a bandwidth is set. */
export const unimpaired: NetworkSettings = Object.freeze({
  delayMs: 0,
  jitterMs: 0,
  reorder: false,
  lossPct: 0,
  bandwidthBps: 0,
  queueMs: 100,
  duplicatePct: 0,
  corruptPct: 0,
});

/**
 * Reads settings from JSON or from code. Fields that are missing, or undefined, keep the value that they have in `base`.
 * @param path what the settings are called in an error message, such as `up`
 * @throws {NetlabError} `bad-settings`, with the field's path, its unit and its range
 */
export function parseNetworkSettings(
  value: unknown,
  path = 'network',
  base: NetworkSettings = unimpaired,
): NetworkSettings {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badSetting(path, `must be an object with any of ${Object.keys(unimpaired).join(', ')}`, value);
  }
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(unimpaired, name)) {
      throw badSetting(
        `${path}.${name}`,
        `is not a setting; there are ${Object.keys(unimpaired).join(', ')}`,
      );
    }
  }
  const fields: Record<string, unknown> = { ...value };
  return Object.freeze({
    delayMs: numberWithin(fields, base, path, 'delayMs'),
    jitterMs: numberWithin(fields, base, path, 'jitterMs'),
    reorder: truth(fields, base, path, 'reorder'),
    lossPct: numberWithin(fields, base, path, 'lossPct'),
    bandwidthBps: numberWithin(fields, base, path, 'bandwidthBps'),
    queueMs: numberWithin(fields, base, path, 'queueMs'),
    duplicatePct: numberWithin(fields, base, path, 'duplicatePct'),
    corruptPct: numberWithin(fields, base, path, 'corruptPct'),
  });
}

type NumberField = Exclude<keyof NetworkSettings, 'reorder'>;

const ranges: Readonly<Record<NumberField, { readonly most: number; readonly unit: string }>> = {
  delayMs: { most: 60_000, unit: 'ms' },
  jitterMs: { most: 10_000, unit: 'ms' },
  lossPct: { most: 100, unit: '%' },
  bandwidthBps: { most: 1e12, unit: 'bit/s' },
  queueMs: { most: 60_000, unit: 'ms' },
  duplicatePct: { most: 100, unit: '%' },
  corruptPct: { most: 100, unit: '%' },
};

function numberWithin(
  fields: Record<string, unknown>,
  base: NetworkSettings,
  path: string,
  name: NumberField,
): number {
  const value = fields[name];
  if (value === undefined) return base[name];
  const { most, unit } = ranges[name];
  if (typeof value !== 'number' || !(value >= 0 && value <= most)) {
    throw badSetting(`${path}.${name}`, `must be a number from 0 to ${most} (${unit})`, value);
  }
  return value;
}

function truth(
  fields: Record<string, unknown>,
  base: NetworkSettings,
  path: string,
  name: 'reorder',
): boolean {
  const value = fields[name];
  if (value === undefined) return base[name];
  if (typeof value !== 'boolean') throw badSetting(`${path}.${name}`, 'must be true or false', value);
  return value;
}

function badSetting(field: string, demand: string, ...got: unknown[]): NetlabError {
  const found = got.length === 0 ? '' : `, not ${shown(got[0])}`;
  return new NetlabError('bad-settings', `${field} ${demand}${found}`, { field });
}

/** A value as one short line for a message. */
function shown(value: unknown): string {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  return Array.isArray(value) ? 'a list' : `of type ${typeof value}`;
}
