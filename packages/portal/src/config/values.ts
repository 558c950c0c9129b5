/** A picture's size in pixels. Both even, as 4:2:0 video needs. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where a socket is. `host` is a name or an address, without brackets. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** A source or a sink: `kind:rest`. */
export interface Spec {
  readonly kind: string;
  readonly rest: string;
}

/** Result of reading one value: the value, or why it isn't one. */
export type Parsed<T> = { readonly value: T } | { readonly problem: string };

const minSide = 64;
const maxSide = 8192;

/** Reads `WIDTHxHEIGHT` in pixels: even, 64 to 8192. */
export function parseSize(text: string): Parsed<Size> {
  const match = /^(\d{1,5})[x×](\d{1,5})$/.exec(text);
  if (match === null) return { problem: 'is not a size; write WIDTHxHEIGHT, for example 1280x720' };
  const width = Number(match[1]);
  const height = Number(match[2]);
  if (width < minSide || height < minSide || width > maxSide || height > maxSide) {
    return { problem: `is out of range; each side has ${minSide} to ${maxSide} pixels` };
  }
  if (width % 2 !== 0 || height % 2 !== 0) {
    return { problem: `is odd; video needs even sides, for example ${width & ~1}x${height & ~1}` };
  }
  return { value: { width, height } };
}

/** Reads bits per second with an optional `k` or `M`: 100 000 to 400 000 000. */
export function parseBitrate(text: string): Parsed<number> {
  const match = /^(\d+(?:\.\d+)?)([kM]?)$/.exec(text);
  if (match === null)
    return { problem: 'is not a bitrate; write bits per second, for example 8M or 8000000' };
  const factor = match[2] === 'M' ? 1e6 : match[2] === 'k' ? 1e3 : 1;
  const bps = Math.round(Number(match[1]) * factor);
  if (bps < 100_000 || bps > 400_000_000) return { problem: 'is out of range; 100k to 400M will do' };
  return { value: bps };
}

/** Reads a number in a range. */
export function parseNumber(text: string, what: string, min: number, max: number): Parsed<number> {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) return { problem: `is not a number of ${what}` };
  if (value < min || value > max) return { problem: `is out of range; ${min} to ${max} ${what} will do` };
  return { value };
}

/** Reads `HOST:PORT`, `[IPV6]:PORT` or `:PORT` (every interface). Port 0 lets the system choose. */
export function parseHostPort(text: string): Parsed<HostPort> {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) {
    return { problem: 'is not an address; write HOST:PORT, for example 192.0.2.7:8737 or [::1]:8737' };
  }
  return { value: { host: match[1] ?? (match[2] === '' ? '0.0.0.0' : match[2]!), port } };
}

/** Reads `kind:rest` where `kind` is one of `kinds`. */
export function parseSpec(text: string, kinds: readonly string[]): Parsed<Spec> {
  const colon = text.indexOf(':');
  const kind = text.slice(0, colon);
  if (colon < 1 || !kinds.includes(kind)) {
    return { problem: `is not a known kind; these are: ${kinds.map((known) => `${known}:`).join(' ')}` };
  }
  return { value: { kind, rest: text.slice(colon + 1) } };
}

/** `HOST:PORT` as one writes it, with brackets around an IPv6 address. */
export function formatHostPort({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
