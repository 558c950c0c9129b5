import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a WebSocket upgrade comes from this server's own page. Browsers send a page's origin along; a page of
 * another site must not see into the room (RFC 6455, section 10.2). The host must be an address or `localhost`, so that
 * a foreign name that was made to resolve to this machine is refused too.
 */
export function isSameOrigin(headers: IncomingHttpHeaders): boolean {
  const { host, origin } = headers;
  if (host === undefined || !isAddress(host)) return false;
  // Programs other than browsers send none, and have no cookies or reader to be tricked.
  if (origin === undefined) return true;
  return origin === `http://${host}`;
}

/** Whether the host of a request is an address, `localhost`, or a name without a public suffix (`portal`, `x.local`). */
export function isAddress(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (/^\[[0-9a-f:.]+\]$/.test(name) || /^\d{1,3}(\.\d{1,3}){3}$/.test(name)) return true;
  return /^[a-z0-9-]+(\.local)?$/.test(name);
}
