import { badField, below, fieldsOf, listOf, numberWithin, oneOf, type Range, truth } from './fields.ts';
import { type NetworkSettings, parseNetworkSettings } from './settings.ts';

/** A network: what it does in each direction, what happens to it, and who else is there. */
export interface NetworkDescription {
  readonly name: string;
  /** One line for people; empty where there is none. */
  readonly description: string;
  /** What the side that connects sends. */
  readonly up: NetworkSettings;
  /** What it receives. */
  readonly down: NetworkSettings;
  /** What happens on the way, by time. */
  readonly events: readonly NetworkEvent[];
  /** TCP flows that share a bottleneck with the datagrams. */
  readonly tcp: readonly TcpSettings[];
}

/** Something that happens to a network, so long after it was opened. */
export interface NetworkEvent {
  /** In ms, 0 to 1e9. */
  readonly atMs: number;
  /** Settings that change from then on. */
  readonly up: Partial<NetworkSettings>;
  readonly down: Partial<NetworkSettings>;
  /** For how many ms everything that is sent, both ways, gets lost, 0 (not at all) to 1e9. */
  readonly cutMs: number;
  /** For how many ms everything, both ways, is held, to arrive in a burst, 0 (not at all) to 1e9. */
  readonly holdMs: number;
  /** Whether the side that connects gets another source address, as from a router that has forgotten it. */
  readonly rebind: boolean;
}

/** A TCP flow with CUBIC (RFC 9438) that always has something to send. */
export interface TcpSettings {
  /** Whose bottleneck it shares. */
  readonly direction: 'up' | 'down';
  /** Its round trip without any queue, in ms, 1 to 10,000. */
  readonly rttMs: number;
  /** When it begins, in ms, 0 to 1e9. */
  readonly startMs: number;
  /** When it sends its last, in ms, up to 1e9; without it, never. */
  readonly stopMs: number;
}

/** A description as people write it: `both` is for both directions, and `up` and `down` say what differs. */
export interface NetworkInput {
  readonly name?: string;
  readonly description?: string;
  readonly both?: Partial<NetworkSettings>;
  readonly up?: Partial<NetworkSettings>;
  readonly down?: Partial<NetworkSettings>;
  readonly events?: readonly NetworkEventInput[];
  readonly tcp?: readonly TcpInput[];
}

export interface NetworkEventInput extends Partial<NetworkEvent> {
  readonly atMs: number;
  readonly both?: Partial<NetworkSettings>;
}

export interface TcpInput extends Partial<TcpSettings> {
  readonly direction: 'up' | 'down';
  readonly rttMs: number;
}

/**
 * Reads the description of a network from JSON or from code. What is not named is unimpaired.
 * @param name what it is called where it has no name of its own
 * @throws {NetlabError} `bad-settings`, with the field's path, its unit and its range
 */
export function parseNetwork(value: unknown, name = 'network'): NetworkDescription {
  const fields = fieldsOf(value, '', ['name', 'description', 'both', 'up', 'down', 'events', 'tcp']);
  const both = parseNetworkSettings(fields['both'] ?? {}, 'both');
  const events = listOf(fields['events'] ?? [], 'events', eventOf);
  return Object.freeze({
    name: line(fields['name'] ?? name, 'name'),
    description: line(fields['description'] ?? '', 'description'),
    up: parseNetworkSettings(fields['up'] ?? {}, 'up', both),
    down: parseNetworkSettings(fields['down'] ?? {}, 'down', both),
    events: Object.freeze(events.toSorted((one, other) => one.atMs - other.atMs)),
    tcp: Object.freeze(listOf(fields['tcp'] ?? [], 'tcp', tcpOf)),
  });
}

const duration: Range = { least: 0, most: 1e9, unit: 'ms' };
const roundTrip: Range = { least: 1, most: 10_000, unit: 'ms' };
const eventNames = ['atMs', 'both', 'up', 'down', 'cutMs', 'holdMs', 'rebind'];

function eventOf(value: unknown, path: string): NetworkEvent {
  const fields = fieldsOf(value, path, eventNames);
  return Object.freeze({
    atMs: numberWithin(fields['atMs'], below(path, 'atMs'), duration),
    up: changesOf(fields, path, 'up'),
    down: changesOf(fields, path, 'down'),
    cutMs: numberWithin(fields['cutMs'] ?? 0, below(path, 'cutMs'), duration),
    holdMs: numberWithin(fields['holdMs'] ?? 0, below(path, 'holdMs'), duration),
    rebind: truth(fields['rebind'] ?? false, below(path, 'rebind')),
  });
}

/** Only the settings that are named, checked: the others stay what they are when the event comes. */
function changesOf(
  fields: Readonly<Record<string, unknown>>,
  path: string,
  direction: 'up' | 'down',
): Partial<NetworkSettings> {
  const both: unknown = fields['both'] ?? {};
  const own: unknown = fields[direction] ?? {};
  const checked = parseNetworkSettings(
    own,
    below(path, direction),
    parseNetworkSettings(both, below(path, 'both')),
  );
  const named = new Set([...Object.keys(both as object), ...Object.keys(own as object)]);
  return Object.freeze(Object.fromEntries(Object.entries(checked).filter(([name]) => named.has(name))));
}

function tcpOf(value: unknown, path: string): TcpSettings {
  const fields = fieldsOf(value, path, ['direction', 'rttMs', 'startMs', 'stopMs']);
  const stopMs = fields['stopMs'] ?? Infinity;
  return Object.freeze({
    direction: oneOf(fields['direction'], below(path, 'direction'), ['up', 'down']),
    rttMs: numberWithin(fields['rttMs'], below(path, 'rttMs'), roundTrip),
    startMs: numberWithin(fields['startMs'] ?? 0, below(path, 'startMs'), duration),
    stopMs: stopMs === Infinity ? Infinity : numberWithin(stopMs, below(path, 'stopMs'), duration),
  });
}

function line(value: unknown, path: string): string {
  if (typeof value === 'string' && /^[^\n\r]{0,200}$/.test(value)) return value;
  throw badField(path, 'must be one line of at most 200 characters', value);
}
