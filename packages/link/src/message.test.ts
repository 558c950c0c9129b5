import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Pair } from './testing/pair.ts';
import { seededBytes } from './testing/random.ts';
import { datagramType } from './wire/datagram.ts';

function noise(bytes: number, seed = 1): Buffer {
  const data = Buffer.alloc(bytes);
  seededBytes(seed)(data);
  return data;
}

test('given any loss, duplication and reordering, when messages of any size are sent, then all come once, in order, intact', () => {
  const sizes = fc.array(fc.oneof(fc.nat(20), fc.nat(3000), fc.nat(100_000)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      fc.nat(10_000),
      sizes,
      fc.double({ min: 0, max: 0.3, noNaN: true }),
      fc.nat(30_000),
      (seed, lengths, loss, jitterUs) => {
        const pair = Pair.open({ seed });
        for (const end of [pair.a, pair.b]) {
          Object.assign(end.channel.impairments, { loss, duplicate: loss, jitterUs, delayUs: 5000 });
        }
        const sent = lengths.map((length, order) => noise(length, order));
        for (const message of sent) assert.equal(pair.b.connection.sendMessage(message), true);
        pair.runUntil(() => pair.a.messages.length === sent.length, 120_000_000);
        for (const [order, message] of sent.entries()) assert.ok(message.equals(pair.a.messages[order]!));
        pair.run(5_000_000);
        assert.equal(pair.a.messages.length, sent.length);
      },
    ),
    { numRuns: 25 },
  );
});

test('given a message of 1 MiB, when it is sent over a clean path, then it takes less than a second', () => {
  const pair = Pair.open();
  const message = noise(1024 * 1024);
  pair.b.connection.sendMessage(message);
  pair.runUntil(() => pair.a.messages.length === 1, 1_000_000);
  assert.ok(message.equals(pair.a.messages[0]!));
  assert.throws(() => pair.b.connection.sendMessage(new Uint8Array(1024 * 1024 + 1)), { code: 'too-large' });
});

test('given a link that is not open yet, when messages are sent, then they are delivered when it opens', () => {
  const pair = new Pair();
  pair.a.connection.sendMessage(Buffer.from('first'));
  pair.a.connection.sendMessage(Buffer.from('second'));
  pair.runUntil(() => pair.b.messages.length === 2, 1_000_000);
  assert.deepEqual(pair.b.messages.map(String), ['first', 'second']);
});

test('given 4 MiB waiting, when one more message is sent, then it is refused', () => {
  const pair = new Pair();
  const message = new Uint8Array(1024 * 1024 - 4);
  for (let count = 0; count < 4; count++) assert.equal(pair.a.connection.sendMessage(message), true);
  assert.equal(pair.a.connection.sendMessage(message), false);
});

/** The longest that any frame of a second took, in µs, with or without a message of 1 MiB beside it. */
function longestFrameUs(withMessage: boolean): number {
  const pair = Pair.open({ b: { pacingBps: 40e6 } });
  if (withMessage) pair.b.connection.sendMessage(noise(1024 * 1024));
  for (let frame = 0; frame < 60; frame++) {
    pair.sendFrame(pair.b, 1, noise(20_000));
    pair.run(16_667);
  }
  assert.equal(pair.a.frames.length, 60);
  return Math.max(...pair.a.frames.map((frame) => frame.completeUs - frame.capturedUs));
}

test('given video on its way, when a large message is sent, then the frames are hardly later', () => {
  const [withMessage, without] = [longestFrameUs(true), longestFrameUs(false)];
  assert.ok(withMessage < without + 2500, `${withMessage} against ${without} µs`);
});

/** How long the frames of video and sound took on a link of 45 Mbit/s, in µs, with or without a message of 1 MiB beside them. */
function besideMessage(
  withMessage: boolean,
  videoBytes: number,
): { video: number[]; sound: number[]; messages: number } {
  const pair = new Pair({ seed: 3 });
  for (const { channel } of [pair.a, pair.b])
    Object.assign(channel.impairments, { delayUs: 20_000, bps: 45e6 });
  pair.run(1_000_000);
  for (let frame = 0; frame < 720; frame++) {
    if (withMessage && frame === 180) pair.b.connection.sendMessage(new Uint8Array(1024 * 1024));
    pair.sendFrame(pair.b, 1, new Uint8Array(videoBytes * (0.95 + (frame % 3) * 0.05)));
    for (let block = 0; block < 3; block++) {
      pair.sendFrame(pair.b, 2, new Uint8Array(160));
      pair.run(5555);
    }
  }
  const took = (track: number): number[] =>
    pair.a.frames
      .filter((frame) => frame.track === track && frame.number > 180)
      .map((frame) => frame.completeUs - frame.capturedUs)
      .toSorted((one, other) => one - other);
  return { video: took(1), sound: took(2), messages: pair.a.messages.length };
}

test('given 40 Mbit/s of video and sound on a link of 45 Mbit/s, when 1 MiB is sent beside them, then they are hardly later', () => {
  for (const videoBytes of [83_000, 1000]) {
    const [plain, beside] = [besideMessage(false, videoBytes), besideMessage(true, videoBytes)];
    assert.equal(beside.messages, 1, 'and it comes within nine seconds');
    assert.equal(beside.video.length, plain.video.length);
    for (const track of ['video', 'sound'] as const) {
      const [with99, without99] = [beside, plain].map(
        (run) => run[track][Math.floor(run[track].length * 0.99)]!,
      );
      assert.ok(with99! < without99! + 2000, `${track}: ${with99} against ${without99} µs`);
    }
  }
});

test('given a peer that restarts, when messages wait, then those it has not begun to get are delivered to the new one', () => {
  const pair = Pair.open();
  pair.b.connection.sendMessage(Buffer.from('to the first'));
  pair.run(50_000);
  pair.a.channel.cut = true;
  pair.b.connection.sendMessage(noise(300_000));
  pair.run(50_000);
  pair.b.connection.sendMessage(Buffer.from('to the second'));
  pair.restart(pair.a);
  pair.a.channel.cut = false;
  pair.runUntil(() => pair.b.of('peer').length === 2);
  pair.b.connection.sendMessage(Buffer.from('and this'));
  pair.a.connection.sendMessage(Buffer.from('hello again'));
  pair.run(2_000_000);
  assert.deepEqual(pair.a.messages.map(String), ['to the first', 'to the second', 'and this']);
  assert.deepEqual(pair.b.messages.map(String), ['hello again']);
});

test('given a stall, when the same peers are joined by a new session, then messages go on where they were', () => {
  const pair = Pair.open();
  const message = noise(500_000);
  pair.b.connection.sendMessage(message);
  pair.run(4000);
  pair.a.channel.lose = (datagram) => datagram[0] === datagramType.sealed;
  pair.run(2_000_000);
  pair.a.channel.lose = undefined;
  pair.runUntil(() => pair.a.messages.length === 1, 10_000_000);
  assert.ok(message.equals(pair.a.messages[0]!));
  assert.ok(pair.a.connection.stats().handshakes >= 2);
});

test('given an empty message, when it is sent, then it comes', () => {
  const pair = Pair.open();
  pair.b.connection.sendMessage(new Uint8Array(0));
  pair.b.connection.sendMessage(Buffer.from('x'));
  pair.run(50_000);
  assert.deepEqual(
    pair.a.messages.map((message) => message.length),
    [0, 1],
  );
});
