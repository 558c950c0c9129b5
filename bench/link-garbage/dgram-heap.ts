// Prints how many bytes of JavaScript heap `node:dgram` takes for one datagram that is sent and received. Run with `--expose-gc` and a young
// generation that is large enough not to be collected meanwhile.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const warmUp = 5000;
const counted = 20_000;
/** In flight at once, so that no buffer runs over. */
const atOnce = 32;

const [from, to] = [createSocket('udp4'), createSocket('udp4')];
to.bind(0, '127.0.0.1');
await once(to, 'listening');
const { port } = to.address();
const datagram = Buffer.alloc(1200, 1);
let received = 0;
let wanted = 0;
let done: (() => void) | undefined;

to.on('message', () => {
  received++;
  if (received < wanted) send();
  else if (received >= wanted + atOnce - 1) done?.();
});
await pass(warmUp);
globalThis.gc?.();
const before = process.memoryUsage().heapUsed;
await pass(counted);
const bytes = process.memoryUsage().heapUsed - before;
process.stdout.write(`${JSON.stringify({ datagrams: counted, heapBytesPerDatagram: bytes / counted })}\n`);
from.close();
to.close();

/** Every datagram that comes lets the next one go. */
async function pass(datagrams: number): Promise<void> {
  received = 0;
  wanted = datagrams - atOnce + 1;
  const passed = new Promise<void>((resolve) => {
    done = resolve;
  });
  for (let sent = 0; sent < atOnce; sent++) send();
  await passed;
}

function send(): void {
  from.send(datagram, 0, datagram.length, port, '127.0.0.1');
}
