import { createSocket } from 'node:dgram';

/**
 * A UDP port of the loopback interface that was free a moment ago. The network between two portals has to be told where
 * the listening one will be before that one has started.
 */
export async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', resolve);
  });
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}
