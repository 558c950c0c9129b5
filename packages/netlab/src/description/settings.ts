import { CapacityTrace } from '../path/capacity-trace.ts';
import { badField, below, fieldsOf, numberWithin, oneOf, type Range, truth } from './fields.ts';

/** What a network does to the datagrams that travel in one direction. */
export interface NetworkSettings {
  /** One-way delay in ms, 0 to 60,000. */
  readonly delayMs: number;
  /**
   * Standard deviation of the delay in ms, 0 to 10,000.
   * Without {@link reorder} the delay wanders, as queues and radios make it do, so that it does not depend on how many
   * datagrams there are: over about 5 times this long, or 25 times with the heavy tail. With it, every datagram draws its
   * own.
   */
  readonly jitterMs: number;
  /**
   * How the delay is distributed. `normal`: around `delayMs`, and never below no delay at all. `pareto`: `delayMs` is the
   * least, and above it is a heavy tail of shape 3, with a mean of `delayMs` + 0.58 × `jitterMs`; one datagram of 1,000
   * takes 10 × `jitterMs` longer.
   */
  readonly jitterShape: 'normal' | 'pareto';
  /** Whether datagrams may overtake each other. Else one that would is held until the one before it has arrived. */
  readonly reorder: boolean;
  /** Loss in percent of the datagrams, 0 to 100, after the bottleneck. */
  readonly lossPct: number;
  /**
   * How many datagrams in a row get lost in the mean, 1 to 10,000: at 1 each gets lost by chance; above, they get lost in
   * bursts after Gilbert and Elliott.
   */
  readonly lossBurst: number;
  /** Rate of the bottleneck in bits of UDP payload a second, 0 (no limit) to 1e12. */
  readonly bandwidthBps: number;
  /** A capacity that changes all the time, in place of `bandwidthBps`; null for none. It also counts UDP payload. */
  readonly trace: CapacityTrace | null;
  /** Longest that a datagram waits for the bottleneck, in ms, 0 to 60,000; one that would wait longer is dropped. */
  readonly queueMs: number;
  /** How many bytes may wait for the bottleneck, 0 to 1e9. Above 0 this holds in place of `queueMs`. */
  readonly queueBytes: number;
  /** Whether only what finds the queue full is dropped, or CoDel (RFC 8289) keeps the queue short. */
  readonly queue: 'tail-drop' | 'codel';
  /** Percentage of the datagrams that arrive twice, 0 to 100. */
  readonly duplicatePct: number;
  /** Percentage of the datagrams that arrive with one random bit inverted, 0 to 100. */
  readonly corruptPct: number;
}

/** Everything at its default: no impairment at all, and a queue of 100 ms as soon as a bandwidth is set. */
export const unimpaired: NetworkSettings = Object.freeze({
  delayMs: 0,
  jitterMs: 0,
  jitterShape: 'normal',
  reorder: false,
  lossPct: 0,
  lossBurst: 1,
  bandwidthBps: 0,
  trace: null,
  queueMs: 100,
  queueBytes: 0,
  queue: 'tail-drop',
  duplicatePct: 0,
  corruptPct: 0,
});

const names = Object.keys(unimpaired);

/**
 * Reads settings from JSON or from code. Fields that are missing, or undefined, keep the value that they have in `base`.
 * In JSON a trace is the list of its opportunities in ms.
 * @param path what the settings are called in an error message, such as `up`
 * @throws {NetlabError} `bad-settings`, with the field's path, its unit and its range
 */
export function parseNetworkSettings(
  value: unknown,
  path = 'network',
  base: NetworkSettings = unimpaired,
): NetworkSettings {
  const fields = fieldsOf(value, path, names);
  const number = (name: NumberField): number => {
    const given = fields[name];
    return given === undefined ? base[name] : numberWithin(given, below(path, name), ranges[name]);
  };
  const word = <N extends WordField>(name: N): NetworkSettings[N] => {
    const given = fields[name];
    const known: readonly NetworkSettings[N][] = words[name];
    return given === undefined ? base[name] : oneOf(given, below(path, name), known);
  };
  return Object.freeze({
    delayMs: number('delayMs'),
    jitterMs: number('jitterMs'),
    jitterShape: word('jitterShape'),
    reorder: fields['reorder'] === undefined ? base.reorder : truth(fields['reorder'], `${path}.reorder`),
    lossPct: number('lossPct'),
    lossBurst: number('lossBurst'),
    bandwidthBps: number('bandwidthBps'),
    trace: fields['trace'] === undefined ? base.trace : traceOf(fields['trace'], below(path, 'trace')),
    queueMs: number('queueMs'),
    queueBytes: number('queueBytes'),
    queue: word('queue'),
    duplicatePct: number('duplicatePct'),
    corruptPct: number('corruptPct'),
  });
}

type WordField = 'jitterShape' | 'queue';
type NumberField = Exclude<keyof NetworkSettings, WordField | 'reorder' | 'trace'>;

const words: { readonly [N in WordField]: readonly NetworkSettings[N][] } = {
  jitterShape: ['normal', 'pareto'],
  queue: ['tail-drop', 'codel'],
};

const ranges: Readonly<Record<NumberField, Range>> = {
  delayMs: { least: 0, most: 60_000, unit: 'ms' },
  jitterMs: { least: 0, most: 10_000, unit: 'ms' },
  lossPct: { least: 0, most: 100, unit: '%' },
  lossBurst: { least: 1, most: 10_000, unit: 'datagrams' },
  bandwidthBps: { least: 0, most: 1e12, unit: 'bit/s' },
  queueMs: { least: 0, most: 60_000, unit: 'ms' },
  queueBytes: { least: 0, most: 1e9, unit: 'bytes' },
  duplicatePct: { least: 0, most: 100, unit: '%' },
  corruptPct: { least: 0, most: 100, unit: '%' },
};

function traceOf(value: unknown, path: string): CapacityTrace | null {
  if (value === null || value instanceof CapacityTrace) return value;
  if (!Array.isArray(value)) {
    throw badField(
      path,
      'must be a list of ms, or null; a file by its name only where files are read',
      value,
    );
  }
  return new CapacityTrace(
    value.map((ms: unknown) => (typeof ms === 'number' ? ms : Number.NaN)),
    path,
  );
}
