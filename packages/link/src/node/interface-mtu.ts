import { createSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Address } from '../address.ts';

/** Bytes of IP and UDP headers in front of a datagram. */
const headers = { ipv4: 28, ipv6: 48 } as const;
const mapped = '::ffff:';

/**
 * The longest datagram that the network interface on the way to `remote` sends in one piece, in bytes; undefined where that cannot be
 * found out. Systems cut longer ones into fragments without a word, which would arrive and look as if the path carried them.
 */
export async function longestUnfragmented(remote: Address): Promise<number | undefined> {
  const host = remote.host.startsWith(mapped) ? remote.host.slice(mapped.length) : remote.host;
  const source = await sourceAddress({ host, port: remote.port });
  const name = source === undefined ? undefined : interfaceOf(source);
  const mtu = name === undefined ? Number.NaN : await mtuOf(name);
  return mtu > 0 ? mtu - (isIPv4(host) ? headers.ipv4 : headers.ipv6) : undefined;
}

/** The address that datagrams to `remote` would be sent from. Connecting a UDP socket asks the routing table and sends nothing. */
function sourceAddress(remote: Address): Promise<string | undefined> {
  const socket = createSocket(isIPv4(remote.host) ? 'udp4' : 'udp6');
  return new Promise((done) => {
    const finish = (source: string | undefined): void => {
      socket.close();
      done(source);
    };
    socket.once('error', () => finish(undefined));
    socket.once('connect', () => finish(socket.address().address));
    socket.connect(remote.port, remote.host);
  });
}

function interfaceOf(source: string): string | undefined {
  const [address] = source.split('%');
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    if (addresses?.some((entry) => entry.address === address) === true) return name;
  }
  // All of 127.0.0.0/8 is the loopback interface, which names only one.
  return source.startsWith('127.') ? 'lo' : undefined;
}

/** Of an interface of Linux, bytes; NaN elsewhere. */
async function mtuOf(name: string): Promise<number> {
  try {
    return Number(await readFile(`/sys/class/net/${name}/mtu`, 'utf8'));
  } catch {
    return Number.NaN;
  }
}
