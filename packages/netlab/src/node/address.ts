import { lookup } from 'node:dns/promises';
import { SocketAddress } from 'node:net';
import { NetlabError } from '../error.ts';

/** Where a UDP socket is: a host name or address, and a port. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** A host that has been looked up, its address in the form in which the system gives a sender's. */
export interface ResolvedAddress extends HostPort {
  readonly type: 'udp4' | 'udp6';
}

/**
 * Looks a host up.
 * @param field what the address is called in an error message
 * @throws {NetlabError} `unresolvable`, or `bad-settings` where the port is none
 */
export async function resolveAddress(
  address: HostPort,
  field: string,
  lowestPort: 0 | 1,
): Promise<ResolvedAddress> {
  const { host, port } = address;
  if (!Number.isInteger(port) || port < lowestPort || port > 65_535) {
    const message = `${field}.port must be an integer from ${lowestPort} to 65535, not ${port}`;
    throw new NetlabError('bad-settings', message, { field: `${field}.port` });
  }
  try {
    const found = await lookup(host);
    const { address, family } = new SocketAddress({
      address: found.address,
      family: found.family === 6 ? 'ipv6' : 'ipv4',
    });
    return { host: address, port, type: family === 'ipv6' ? 'udp6' : 'udp4' };
  } catch (cause) {
    const message = `${field}: no address found for ${JSON.stringify(host)}; give an IP address or a name that resolves`;
    throw new NetlabError('unresolvable', message, { field: `${field}.host`, cause });
  }
}
