import { createSocket, type Socket } from 'node:dgram';
import { NetlabError } from '../error.ts';
import type { ResolvedAddress } from './address.ts';

/** What is asked of the system for each direction; it grants what it may. */
const bufferBytes = 4 * 1024 * 1024;

/**
 * Opens a bound UDP socket with large buffers that sends in the same tick, without a look-up on the way.
 * @throws {NetlabError} `address-in-use`, `address-unavailable` or `socket`
 */
export async function openSocket(local: ResolvedAddress): Promise<Socket> {
  const socket = createSocket({ type: local.type, lookup: takeLiterally });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address: local.host, port: local.port, exclusive: true }, () => {
        socket.off('error', reject);
        resolve();
      });
    });
  } catch (cause) {
    throw refusal(local, cause);
  }
  // What the system says later of a datagram that nobody took is no reason to end: the network is allowed to lose it.
  socket.on('error', ignore);
  enlarge(socket);
  return socket;
}

function enlarge(socket: Socket): void {
  for (let bytes = bufferBytes; bytes >= 64 * 1024; bytes /= 2) {
    try {
      socket.setRecvBufferSize(bytes);
      socket.setSendBufferSize(bytes);
      return;
    } catch {
      // Some systems refuse what is too large instead of granting less.
    }
  }
}

/** All addresses are looked up before a socket sees them. */
function takeLiterally(
  host: string,
  options: unknown,
  done: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void {
  done(null, host, options === 6 ? 6 : 4);
}

function ignore(): void {
  // Deliberately nothing.
}

function refusal(address: ResolvedAddress, cause: unknown): NetlabError {
  const where = `${address.host}:${address.port} (UDP)`;
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  if (reason === 'EADDRINUSE') {
    return new NetlabError('address-in-use', `${where} is in use by another program; choose another port`, {
      cause,
    });
  }
  if (reason === 'EADDRNOTAVAIL' || reason === 'EACCES') {
    const message = `${where} cannot be used on this machine (${reason}); choose an address of its own and a port above 1023`;
    return new NetlabError('address-unavailable', message, { cause });
  }
  return new NetlabError('socket', `the system refused a socket at ${where}: ${reason}`, { cause });
}
