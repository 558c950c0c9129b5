import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Connection } from './connection.ts';
import { Pair } from './testing/pair.ts';
import { seededBytes } from './testing/random.ts';
import { fixedKeyPair, RawPeer } from './testing/raw-peer.ts';
import { chunkType } from './wire/chunk.ts';

const frameIntervalUs = 16_667;

function noise(bytes: number, seed = 1): Buffer {
  const data = Buffer.alloc(bytes);
  seededBytes(seed)(data);
  return data;
}

/** A pair 20 ms apart that loses a share of what b sends, and has learned how much. */
function lossyPair(loss: number): Pair {
  const pair = Pair.open({ seed: 3, b: { maxDatagramBytes: 1200 } });
  pair.a.channel.impairments.delayUs = 20_000;
  pair.b.channel.impairments.delayUs = 20_000;
  pair.b.channel.impairments.loss = loss;
  stream(pair, 120, 40_000);
  pair.a.events.length = 0;
  pair.b.events.length = 0;
  return pair;
}

function stream(pair: Pair, count: number, bytes: number): Buffer[] {
  const sent: Buffer[] = [];
  for (let frame = 0; frame < count; frame++) {
    sent.push(noise(bytes, frame));
    pair.sendFrame(pair.b, 1, sent[frame]!, 400_000);
    pair.run(frameIntervalUs);
  }
  return sent;
}

test('given a path whose loss is known, when frames are streamed, then nearly all are whole without a round trip', () => {
  const pair = lossyPair(0.05);
  const sent = stream(pair, 300, 40_000);
  pair.run(500_000);
  const frames = pair.a.frames.filter((frame) => frame.number >= 120);
  assert.equal(frames.length, 300);
  for (const [at, frame] of frames.entries()) assert.ok(sent[at]!.equals(frame.data), `frame ${at}`);
  const waited = frames.filter((frame) => frame.completeUs - frame.firstReceivedUs > 20_000).length;
  assert.ok(waited < 30, `${waited} of 300 waited for a repair`);
  const { fecBytes, repairBytes, mediaBytes } = pair.b.connection.stats();
  assert.ok(fecBytes > 0.05 * mediaBytes && fecBytes + repairBytes < 0.2 * mediaBytes);
});

test('given a path that loses nothing, when frames are streamed, then there is no parity and no repair', () => {
  const pair = lossyPair(0);
  stream(pair, 60, 40_000);
  const { fecBytes, repairBytes } = pair.b.connection.stats();
  assert.deepEqual([fecBytes, repairBytes], [0, 0]);
});

test('given a frame of many blocks, when shards of all of them get lost, then it is repaired', () => {
  const pair = Pair.open({ b: { pacingBps: 1e9, maxDatagramBytes: 1200 } });
  let datagrams = 0;
  pair.b.channel.lose = (datagram) => datagram.length > 1000 && datagrams++ < 526 && datagrams % 9 < 2;
  const data = noise(600_000);
  pair.sendFrame(pair.b, 1, data, 1_000_000);
  pair.run(200_000);
  assert.ok(data.equals(pair.a.frames[0]!.data));
  assert.ok(pair.a.connection.stats().shardsAsked > 100);
});

test('given a lost frame that no other needs, when the next one is whole, then it is not held up', () => {
  const pair = Pair.open({ b: { maxDatagramBytes: 1200 } });
  pair.a.channel.impairments.delayUs = 50_000;
  const send = (disposable: boolean): number =>
    pair.sendFrame(pair.b, 1, noise(3000), 400_000, { disposable });
  send(false);
  pair.run(frameIntervalUs);
  let lose = true;
  pair.b.channel.lose = (datagram) => lose && datagram.length > 1000 && !(lose = false);
  send(true);
  pair.run(frameIntervalUs);
  const startUs = pair.nowUs;
  send(false);
  pair.run(200_000);
  const frames = pair.a.frames.map((frame) => frame.number);
  assert.deepEqual(frames, [0, 2]);
  assert.ok(pair.a.frames[1]!.completeUs - startUs < 5000);
  assert.equal(pair.b.of('keyframe-wanted').length, 0);
});

test('given frames lost beyond repair, when later ones come, then the sender asks for one keyframe, by itself', () => {
  const pair = Pair.open();
  stream(pair, 10, 40_000);
  pair.b.channel.cut = true;
  stream(pair, 20, 40_000);
  pair.b.channel.cut = false;
  pair.sendFrame(pair.b, 1, noise(40_000), 100_000);
  pair.run(frameIntervalUs);
  assert.deepEqual(
    pair.b.of('keyframe-wanted').map((event) => event.track),
    [1],
  );
  pair.sendFrame(pair.b, 1, noise(40_000), 400_000, { keyframe: true });
  pair.run(30_000);
  const last = pair.a.frames.at(-1)!;
  assert.deepEqual([last.keyframe, last.number], [true, 31]);
  stream(pair, 20, 40_000);
  assert.equal(pair.a.frames.at(-1)!.number, 51);
  assert.equal(pair.b.of('keyframe-wanted').length, 1);
});

test('given a frame dropped at the sender, when others wait behind it, then they are dropped too, up to the next keyframe', () => {
  const pair = Pair.open({ b: { pacingBps: 1e6 } });
  const send = (keyframe: boolean, lifetimeUs: number): void => {
    pair.sendFrame(pair.b, 1, noise(2000), lifetimeUs, { keyframe });
  };
  send(true, 1_000_000);
  send(false, 20_000);
  send(false, 1_000_000);
  send(true, 1_000_000);
  send(false, 1_000_000);
  pair.run(1_000_000);
  assert.deepEqual(
    pair.b.of('frame-dropped').map((event) => event.number),
    [1, 2],
  );
  assert.deepEqual(
    pair.a.frames.map((frame) => frame.number),
    [0, 3, 4],
  );
});

test('given frames of two tracks that wait, when one is more urgent, then it goes first', () => {
  const pair = Pair.open({ b: { pacingBps: 5e6 } });
  pair.sendFrame(pair.b, 1, noise(20_000), 1_000_000);
  pair.sendFrame(pair.b, 1, noise(20_000), 1_000_000);
  pair.sendFrame(pair.b, 3, noise(20_000), 1_000_000, { priority: 1 });
  pair.run(1_000_000);
  const order = pair.a.frames.map((frame) => frame.track);
  assert.deepEqual(order, [3, 1, 1]);
});

test('given a link that is too small, when most of what is sent gets lost, then repairs stay within their budget', () => {
  const pair = Pair.open();
  pair.b.channel.impairments.loss = 0.4;
  stream(pair, 300, 40_000);
  const { repairBytes, mediaBytes, fecBytes } = pair.b.connection.stats();
  assert.ok(repairBytes < 0.15 * (mediaBytes + fecBytes) + 200_000);
});

test('given packets that overtake one another, when frames are streamed, then hardly anything is repaired that was not lost', () => {
  const pair = Pair.open();
  pair.b.channel.impairments.delayUs = 20_000;
  pair.b.channel.impairments.jitterUs = 15_000;
  stream(pair, 600, 40_000);
  const { repairBytes, mediaBytes } = pair.b.connection.stats();
  assert.ok(repairBytes < 0.01 * mediaBytes, `${repairBytes} of ${mediaBytes}`);
});

test('given the same wish a thousand times, when it comes, then it is answered once', () => {
  const connection = new Connection({
    staticKey: fixedKeyPair(1),
    peerKey: fixedKeyPair(2).publicKey,
    random: seededBytes(1),
  });
  const nowUs = 1_000_000;
  const peer = new RawPeer(nowUs, connection, fixedKeyPair(2), fixedKeyPair(1).publicKey, 2);
  const into = Buffer.alloc(1200);
  const drain = (): void => {
    while (connection.transmit(nowUs, into) > 0);
  };
  connection.receive(nowUs, peer.seal(Buffer.alloc(6)), peer.address);
  const info = { capturedUs: nowUs, encodedUs: nowUs, keyframe: true, deadlineUs: nowUs + 400_000 };
  connection.sendFrame(nowUs, 1, noise(5000), info);
  drain();
  const plain = Buffer.alloc(6 + 3 + 10);
  plain.set([chunkType.wanted, 0, 10, 1, 0, 0, 0, 0, 1, 0, 0, 0, 2], 6);
  for (let copy = 0; copy < 1000; copy++) {
    connection.receive(nowUs, peer.seal(plain), peer.address);
    drain();
  }
  assert.equal(connection.stats().shardsRepaired, 2);
});
