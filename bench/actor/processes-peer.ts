// The other process of `actor-processes`: sends back what comes, over the channel and over bare sockets.
import { createServer, type Socket } from 'node:net';
import { ChannelServer } from '@ajar/actor';
import type { PeerSetup } from './processes.ts';

const { channelPath, bare } = JSON.parse(process.argv[2] as string) as PeerSetup;

await ChannelServer.listen(channelPath, {
  onMessage: (message, channel) => void channel.send(message),
});
for (const { path, bytes } of bare) {
  const answer = Buffer.alloc(bytes);
  const server = createServer((socket: Socket) => {
    let missing = bytes;
    socket.on('data', (chunk) => {
      missing -= chunk.length;
      if (missing > 0) return;
      missing = bytes;
      socket.write(answer);
    });
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(path, resolve);
  });
}
// The one who started this is gone: so is this.
process.on('disconnect', () => process.exit(0));
process.send!('ready');
