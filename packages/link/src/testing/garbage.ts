/**
 * Prints how many bytes of JavaScript heap one packet costs, sealed and sent by one connection and opened by another. Run with
 * `--expose-gc` and a young generation that is large enough not to be collected meanwhile.
 */
import { Connection } from '../connection.ts';
import { seededBytes } from './random.ts';
import { fixedKeyPair } from './raw-peer.ts';

const [addressA, addressB] = [
  { host: '192.0.2.1', port: 1 },
  { host: '192.0.2.2', port: 2 },
];
const [keyA, keyB] = [fixedKeyPair(1), fixedKeyPair(2)];
const a = new Connection({ staticKey: keyA, peerKey: keyB.publicKey, random: seededBytes(1) });
const b = new Connection({
  staticKey: keyB,
  peerKey: keyA.publicKey,
  random: seededBytes(2),
  callAddress: addressA,
});
const into = Buffer.alloc(1200);
const heads = Array.from({ length: 1201 }, (_, length) => into.subarray(0, length));
const video = Buffer.alloc(83_000, 3);
const sound = Buffer.alloc(160, 4);
const info = { capturedUs: 0, encodedUs: 0, keyframe: false, deadlineUs: 0 };
let nowUs = 1e9;
let packets = 0;

for (let round = 0; round < 100; round++) pass();
// Long enough that everything has been compiled for good.
stream(2000);
globalThis.gc?.();
// A collection in the middle of a stretch, which large frames bring about at any time, falsifies that one only.
const stretches = Array.from({ length: 41 }, measure).toSorted((one, other) => one - other);
process.stdout.write(`${JSON.stringify({ packets, heapBytesPerPacket: stretches[20] })}\n`);

/** Bytes of heap per packet over a stretch of a second. */
function measure(): number {
  const [packetsBefore, bytesBefore] = [packets, process.memoryUsage().heapUsed];
  stream(60);
  return (process.memoryUsage().heapUsed - bytesBefore) / (packets - packetsBefore);
}

/** Streams video at 60 frames a second and sound for `frames` frames. */
function stream(frames: number): void {
  for (let frame = 0; frame < frames; frame++) {
    info.capturedUs = nowUs;
    info.encodedUs = nowUs;
    info.deadlineUs = nowUs + 150_000;
    b.sendFrame(nowUs, 1, video, info);
    for (let block = 0; block < 3; block++) {
      b.sendFrame(nowUs, 2, sound, info);
      for (let step = 0; step < 5; step++) pass();
    }
  }
}

function pass(): void {
  carry(b, a, addressB);
  carry(a, b, addressA);
  nowUs += 1111;
}

function carry(sender: Connection, receiver: Connection, from: { host: string; port: number }): void {
  for (let length = sender.transmit(nowUs, into); length > 0; length = sender.transmit(nowUs, into)) {
    receiver.receive(nowUs, heads[length]!, from);
    while (receiver.poll() !== undefined);
    packets++;
  }
  while (sender.poll() !== undefined);
  sender.timeout(nowUs);
}
