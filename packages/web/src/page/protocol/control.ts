import { type Fields, fieldsOf, numberIn, parseJson, textIn } from './narrow.ts';
import { type PortalStats, parseStats } from './stats.ts';

/** A portal that the page can show. */
export interface PortalInfo {
  /** Letters, digits, `-` and `_`, at most 32. */
  readonly id: string;
  readonly name: string;
  /** Path of the view's WebSocket on the page's own address; null when the portal shows its picture elsewhere. */
  readonly view: string | null;
}

/** What the network between the portals is made to do to every packet, each way. */
export interface NetState {
  readonly delayMs: number;
  readonly jitterMs: number;
  readonly lossPct: number;
  /** How many packets in a row get lost in the mean; 1 is by chance. */
  readonly lossBurst: number;
  /** 0 is unlimited. */
  readonly bandwidthMbps: number;
  /** Unix time in ms at which a cut ends, null when there is none. */
  readonly cutUntil: number | null;
}

/** The settings of {@link NetState} that the page may change. */
export type NetSetting = 'delayMs' | 'jitterMs' | 'lossPct' | 'lossBurst' | 'bandwidthMbps';
export type NetPatch = Partial<Record<NetSetting, number>>;

/** Latency of one direction: [unix time in ms, median of the 100 ms before in ms]. */
type LatencyPoint = readonly [unixMs: number, latencyMs: number];

export type ControlMessage =
  | { readonly type: 'hello'; readonly portals: readonly PortalInfo[]; readonly net: NetState | null }
  | { readonly type: 'stats'; readonly id: string; readonly stats: PortalStats }
  | { readonly type: 'latency'; readonly id: string; readonly points: readonly LatencyPoint[] }
  | { readonly type: 'net'; readonly net: NetState };

const PROTOCOL_VERSION = 1;
const MAX_PORTALS = 8;
const MAX_POINTS = 1000;

/** Reads one text message of the control socket; undefined when it is malformed or of a kind that the page does not know. */
export function parseControlMessage(text: string): ControlMessage | undefined {
  const fields = fieldsOf(parseJson(text));
  switch (fields['type']) {
    case 'hello':
      return parseHello(fields);
    case 'stats': {
      const [id, stats] = [idOf(fields['id']), parseStats(fields['stats'])];
      return id === undefined || stats === undefined ? undefined : { type: 'stats', id, stats };
    }
    case 'latency': {
      const id = idOf(fields['id']);
      return id === undefined ? undefined : { type: 'latency', id, points: pointsOf(fields['points']) };
    }
    case 'net': {
      const net = netOf(fields['net']);
      return net === undefined ? undefined : { type: 'net', net };
    }
    default:
      return undefined;
  }
}

/** The message that changes some of the network's settings. */
export function netMessage(net: NetPatch): string {
  return JSON.stringify({ type: 'net', net });
}

/** The message that cuts the network for some seconds. */
export function cutMessage(seconds: number): string {
  return JSON.stringify({ type: 'cut', seconds });
}

function parseHello(fields: Fields): ControlMessage | undefined {
  const listed = fields['portals'];
  if (numberIn(fields, 'version') !== PROTOCOL_VERSION || !Array.isArray(listed)) return undefined;
  const portals: PortalInfo[] = [];
  for (const item of listed.slice(0, MAX_PORTALS)) {
    const portal = portalOf(fieldsOf(item));
    if (portal !== undefined && !portals.some((known) => known.id === portal.id)) portals.push(portal);
  }
  return { type: 'hello', portals, net: netOf(fields['net']) ?? null };
}

function portalOf(fields: Fields): PortalInfo | undefined {
  const [id, name, view] = [idOf(fields['id']), textIn(fields, 'name'), textIn(fields, 'view')];
  if (id === undefined || name === null) return undefined;
  return { id, name, view: view !== null && /^\/[\w-][\w/-]*$/.test(view) ? view : null };
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w-]{1,32}$/.test(value) ? value : undefined;
}

function netOf(value: unknown): NetState | undefined {
  const fields = fieldsOf(value);
  const [delayMs, jitterMs] = [numberIn(fields, 'delayMs'), numberIn(fields, 'jitterMs')];
  const [lossPct, bandwidthMbps] = [numberIn(fields, 'lossPct'), numberIn(fields, 'bandwidthMbps')];
  if (delayMs === null || jitterMs === null || lossPct === null || bandwidthMbps === null) return undefined;
  const lossBurst = numberIn(fields, 'lossBurst') ?? 1;
  return { delayMs, jitterMs, lossPct, lossBurst, bandwidthMbps, cutUntil: numberIn(fields, 'cutUntil') };
}

function pointsOf(value: unknown): LatencyPoint[] {
  const points: LatencyPoint[] = [];
  if (!Array.isArray(value)) return points;
  for (const item of value.slice(-MAX_POINTS)) {
    if (!Array.isArray(item)) continue;
    const [unixMs, latencyMs] = item as unknown[];
    if (Number.isFinite(unixMs) && Number.isFinite(latencyMs))
      points.push([unixMs as number, latencyMs as number]);
  }
  return points;
}
