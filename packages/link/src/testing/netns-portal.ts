/**
 * A portal in a process of its own, for tests in network namespaces: streams 60 frames a second and prints, every 100 ms, a line of
 * JSON about what it sees. Arguments: which of two keys is its own (1 or 2), `listen` or `connect`, host, port.
 */
import { openLink } from '../node/link.ts';
import { fixedKeyPair } from './raw-peer.ts';

const [, , own, how, host, port] = process.argv;
const endpoint = { host: host!, port: Number(port) };
let longestGapMs = 0;
let lastMs = Number.NaN;
let wanted = true;

const link = await openLink({
  staticKey: fixedKeyPair(Number(own)),
  peerKey: fixedKeyPair(3 - Number(own)).publicKey,
  ...(how === 'listen' ? { listen: endpoint } : { connect: endpoint }),
  onEvent(event) {
    if (event.type === 'state' && event.state === 'open') wanted = true;
    if (event.type === 'keyframe-wanted') wanted = true;
    if (event.type !== 'frame') return;
    const nowMs = performance.now();
    if (nowMs - lastMs > longestGapMs) longestGapMs = nowMs - lastMs;
    lastMs = nowMs;
  },
});

const frame = Buffer.alloc(8000, 1);
setInterval(() => {
  const nowUs = process.hrtime()[0] * 1e6 + process.hrtime()[1] / 1e3;
  const info = { capturedUs: nowUs, encodedUs: nowUs, keyframe: wanted, deadlineUs: nowUs + 400_000 };
  if (link.sendFrame(1, frame, info) >= 0) wanted = false;
}, 16);

setInterval(() => {
  const { datagramBytes, migrations, framesReceived } = link.stats();
  const line = { state: link.state, datagramBytes, migrations, framesReceived, longestGapMs };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}, 100);

// A line on standard input starts the longest gap anew.
process.stdin.on('data', () => {
  longestGapMs = 0;
});
process.stdin.on('end', () => process.exit());
