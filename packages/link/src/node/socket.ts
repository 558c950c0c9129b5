import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { isIP, isIPv4 } from 'node:net';
import { type Address, formatAddress } from '../address.ts';
import { LinkError } from '../error.ts';

/** A host name or numeric address, and a port. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** The system's default holds about 90 datagrams, less than one large frame. */
const socketBufferBytes = 4 * 1024 * 1024;

/**
 * An address of a host name, IPv4 where it has one, because most portals listen there. With `family`, only an address of that
 * family will do. Throws `LinkError` `unresolvable`.
 */
export async function resolve(endpoint: Endpoint, family: 0 | 4 = 0): Promise<Address> {
  const { host, port } = endpoint;
  const found = await addressesOf(host);
  const chosen = found.find((address) => isIPv4(address)) ?? (family === 0 ? found[0] : undefined);
  if (chosen !== undefined) return { host: chosen, port };
  const advice = family === 4 ? 'listen on [::] to reach it by IPv6' : 'check the spelling';
  throw new LinkError(
    'unresolvable',
    `${host} has no IPv${family === 4 ? 4 : '4 or IPv6'} address: ${advice}`,
  );
}

async function addressesOf(host: string): Promise<string[]> {
  if (isIP(host) !== 0) return [host];
  try {
    const found = await lookup(host, { all: true });
    return found.map(({ address }) => address);
  } catch (error) {
    const advice = 'check the spelling, or give its numeric address';
    throw new LinkError('unresolvable', `the host name ${host} has no address: ${advice}`, error);
  }
}

/** Opens a UDP socket of the right family. Throws `LinkError` that names the address. */
export async function openSocket(local: Address): Promise<Socket> {
  const socket = createSocket({
    type: isIPv4(local.host) ? 'udp4' : 'udp6',
    // Addresses are numeric by now; Node's own lookup would cost a trip through the event loop per datagram.
    lookup: (host, _options, done) => done(null, host, isIPv4(host) ? 4 : 6),
  });
  await new Promise<void>((done, fail) => {
    socket.once('error', fail);
    socket.bind(local.port, local.host, () => {
      socket.off('error', fail);
      done();
    });
  }).catch((error: unknown) => {
    socket.close();
    throw bindError(local, error);
  });
  growBuffers(socket);
  return socket;
}

/** Where the socket listens. */
export function localAddress(socket: Socket): Address {
  const { address, port } = socket.address();
  return { host: address, port };
}

/** The address as the socket has to be told: an IPv6 socket reaches IPv4 hosts through mapped addresses. */
export function asSeenBy(local: Address, remote: Address): Address {
  if (isIPv4(local.host) || !isIPv4(remote.host)) return remote;
  return { host: `::ffff:${remote.host}`, port: remote.port };
}

function growBuffers(socket: Socket): void {
  try {
    socket.setRecvBufferSize(socketBufferBytes);
    socket.setSendBufferSize(socketBufferBytes);
  } catch {
    // Some systems refuse more than their limit instead of granting it; the default works for smaller pictures.
  }
}

function bindError(local: Address, cause: unknown): LinkError {
  const where = formatAddress(local);
  switch ((cause as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new LinkError(
        'address-in-use',
        `${where} is in use: end the other program or choose another port`,
        cause,
      );
    case 'EACCES':
    case 'EPERM':
      return new LinkError(
        'no-permission',
        `not permitted to listen on ${where}: choose a port above 1023`,
        cause,
      );
    case 'EADDRNOTAVAIL':
      return new LinkError(
        'unreachable',
        `${where} is not an address of this machine: use 0.0.0.0 for all`,
        cause,
      );
    case undefined:
    default:
      return new LinkError('unreachable', `cannot listen on ${where}: ${(cause as Error).message}`, cause);
  }
}
