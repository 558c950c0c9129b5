import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ReceivedFrame } from './events.ts';
import { Pair } from './testing/pair.ts';
import { seededBytes } from './testing/random.ts';

const frameIntervalUs = 16_667;

function noise(bytes: number, seed = 1): Buffer {
  const data = Buffer.alloc(bytes);
  seededBytes(seed)(data);
  return data;
}

/** Streams `count` frames of `bytes` bytes from b to a, then waits for what is still on its way. */
function stream(pair: Pair, count: number, bytes: number, lifetimeUs = 150_000): Buffer[] {
  const sent: Buffer[] = [];
  for (let frame = 0; frame < count; frame++) {
    sent.push(noise(bytes, frame));
    pair.sendFrame(pair.b, 1, sent[frame]!, lifetimeUs);
    pair.run(frameIntervalUs);
  }
  pair.run(lifetimeUs + 100_000);
  return sent;
}

function numbersOf(frames: ReceivedFrame[]): number[] {
  return frames.map((frame) => frame.number);
}

test('given a clean path, when a frame is sent, then it arrives whole with all its times on both clocks', () => {
  const pair = Pair.open();
  pair.a.skewUs = 0;
  const data = noise(80_000);
  const capturedUs = pair.nowUs - 7000;
  const startUs = pair.nowUs;
  pair.sendFrame(pair.b, 1, data, 150_000, { capturedUs, encodedUs: capturedUs + 6000, keyframe: true });
  pair.run(20_000);
  const [frame] = pair.a.frames;
  assert.deepEqual(Buffer.from(frame!.data), data);
  assert.deepEqual([frame!.track, frame!.number, frame!.keyframe], [1, 0, true]);
  assert.deepEqual(
    [frame!.capturedUs, frame!.encodedUs, frame!.sentUs],
    [capturedUs, capturedUs + 6000, startUs],
  );
  assert.equal(frame!.firstReceivedUs, startUs + 1000);
  assert.ok(frame!.completeUs > frame!.firstReceivedUs);
  assert.equal(Math.round(frame!.offsetUs), 0);
});

test('given the smallest and the largest frames, when they are sent, then they arrive', () => {
  const pair = Pair.open({ b: { pacingBps: 1e10 } });
  for (const bytes of [0, 1, 1139, 1140, 4 * 1024 * 1024]) {
    const before = pair.a.frames.length;
    const data = noise(bytes);
    pair.sendFrame(pair.b, 1, data, 2_000_000);
    pair.runUntil(() => pair.a.frames.length > before, 2_000_000);
    assert.ok(data.equals(pair.a.frames.at(-1)!.data));
  }
  const tooLarge = new Uint8Array(16 * 1024 * 1024);
  assert.throws(() => pair.sendFrame(pair.b, 1, tooLarge), { code: 'too-large' });
  assert.throws(() => pair.sendFrame(pair.b, 0, noise(1)), { code: 'bad-option' });
});

test('given a path that loses 5 % of the datagrams, when frames are streamed, then one round of repair brings nearly all', () => {
  const pair = Pair.open({ seed: 5 });
  pair.b.channel.impairments.delayUs = 20_000;
  pair.a.channel.impairments.delayUs = 20_000;
  pair.run(1_000_000);
  pair.b.channel.impairments.loss = 0.05;
  const sent = stream(pair, 300, 20_000, 120_000);
  const { frames } = pair.a;
  assert.ok(frames.length >= 280, `${frames.length} of 300 came`);
  for (const frame of frames) assert.ok(sent[frame.number]!.equals(frame.data));
  const lost = pair.a.of('frame-lost').reduce((sum, event) => sum + event.count, 0);
  assert.equal(frames.length + lost, 300);
  const { repairBytes, mediaBytes } = pair.b.connection.stats();
  assert.ok(repairBytes > 0 && repairBytes < 0.07 * mediaBytes, `${repairBytes} of ${mediaBytes}`);
  assert.ok(Math.abs(pair.a.connection.stats().lossPct! - 5) < 5);
});

test('given one lost shard, when it is missed, then it is asked for once, after the guard, and comes one round trip later', () => {
  for (const lostIndex of [0, 7, 17]) {
    const pair = Pair.open({ b: { maxDatagramBytes: 1200 } });
    let shard = 0;
    pair.b.channel.lose = (datagram) => datagram.length > 500 && shard++ === lostIndex;
    const startUs = pair.nowUs;
    pair.sendFrame(pair.b, 1, noise(20_000));
    pair.run(frameIntervalUs);
    pair.sendFrame(pair.b, 1, noise(20_000));
    pair.run(frameIntervalUs);
    assert.deepEqual(numbersOf(pair.a.frames), [0, 1]);
    // Transmission 1.6 ms, one way 1 ms, guard 2 ms (and 6 ms until a tail is overdue), round trip 2 ms.
    const delayUs = pair.a.frames[0]!.completeUs - startUs;
    assert.ok(delayUs < (lostIndex === 17 ? 13_000 : 7000), `shard ${lostIndex}: ${delayUs} µs`);
    assert.equal(pair.a.connection.stats().shardsAsked, 1);
    assert.equal(pair.b.connection.stats().shardsRepaired, 1);
  }
});

test('given a whole frame lost, when the next one shows it, then it is asked for, and both come in order', () => {
  const pair = Pair.open();
  pair.sendFrame(pair.b, 1, noise(100));
  pair.run(frameIntervalUs);
  pair.b.channel.lose = (datagram) => datagram.length > 100;
  pair.sendFrame(pair.b, 1, noise(3000));
  pair.b.channel.lose = undefined;
  pair.run(frameIntervalUs);
  pair.sendFrame(pair.b, 1, noise(100));
  pair.run(frameIntervalUs);
  assert.deepEqual(numbersOf(pair.a.frames), [0, 1, 2]);
});

test('given a shard lost together with its first repair, when the answer is overdue, then it is asked for again', () => {
  const pair = Pair.open();
  let transmissions = 0;
  // The last shard of a frame of its own size: what is seen again is its repair.
  pair.b.channel.lose = (datagram) => datagram.length > 300 && datagram.length < 500 && transmissions++ < 2;
  pair.sendFrame(pair.b, 1, noise(100));
  pair.run(frameIntervalUs);
  const startUs = pair.nowUs;
  pair.sendFrame(pair.b, 1, noise(300), 150_000);
  pair.run(1000);
  pair.sendFrame(pair.b, 1, noise(100), 150_000);
  pair.run(60_000);
  assert.deepEqual(numbersOf(pair.a.frames), [0, 1, 2]);
  assert.equal(pair.a.connection.stats().shardsAsked, 2);
  assert.ok(pair.a.frames[1]!.completeUs - startUs < 40_000);
});

/** Loses the first `count` datagrams of at least 160 bytes. */
function loseFirst(pair: Pair, count: number): void {
  let left = count;
  pair.b.channel.lose = (datagram) => datagram.length >= 160 && left-- > 0;
}

function sound(pair: Pair): void {
  pair.sendFrame(pair.b, 2, noise(160), 150_000);
  pair.run(5000);
}

test('given sound of which one frame is lost, when the next one comes, then it has brought it along', () => {
  const pair = Pair.open();
  sound(pair);
  loseFirst(pair, 1);
  sound(pair);
  sound(pair);
  assert.deepEqual(numbersOf(pair.a.frames), [0, 1, 2]);
  assert.equal(pair.a.connection.stats().shardsAsked, 0);
});

test('given sound of which more is lost than the next one brings along, when it comes, then it does not wait for the repair', () => {
  const pair = Pair.open();
  sound(pair);
  loseFirst(pair, 2);
  sound(pair);
  sound(pair);
  pair.sendFrame(pair.b, 2, noise(160), 150_000);
  pair.run(2000);
  assert.deepEqual(numbersOf(pair.a.frames), [0, 2, 3]);
  pair.run(100_000);
  assert.deepEqual(numbersOf(pair.a.frames), [0, 2, 3, 1]);
});

test('given a shard that is lost together with its repair, when the deadline comes, then the frame is given up and the next delivered', () => {
  const pair = Pair.open();
  pair.sendFrame(pair.b, 1, noise(100));
  pair.run(frameIntervalUs);
  pair.b.channel.lose = (datagram) => datagram.length > 1000;
  const capturedUs = pair.nowUs;
  pair.sendFrame(pair.b, 1, noise(20_000), 80_000);
  pair.b.channel.lose = undefined;
  pair.sendFrame(pair.b, 2, noise(100));
  pair.b.channel.lose = (datagram) => datagram.length > 1000;
  pair.run(frameIntervalUs);
  pair.sendFrame(pair.b, 1, noise(100), 80_000);
  pair.runUntil(() => pair.a.frames.filter((frame) => frame.track === 1).length === 2);
  assert.deepEqual(pair.a.of('frame-lost'), [{ type: 'frame-lost', track: 1, number: 1, count: 1 }]);
  assert.ok(pair.nowUs - capturedUs <= 81_000, `given up after ${pair.nowUs - capturedUs} µs`);
});

test('given a keyframe behind a frame that is stuck, when it is whole, then it is not held back', () => {
  const pair = Pair.open();
  pair.sendFrame(pair.b, 1, noise(100));
  pair.run(frameIntervalUs);
  pair.b.channel.lose = (datagram) => datagram.length > 1000;
  pair.sendFrame(pair.b, 1, noise(20_000), 1_000_000);
  pair.run(frameIntervalUs);
  const sentUs = pair.nowUs;
  pair.sendFrame(pair.b, 1, noise(100), 1_000_000, { keyframe: true });
  pair.runUntil(() => pair.a.frames.length === 2);
  assert.ok(pair.nowUs - sentUs < 10_000);
  assert.equal(pair.a.frames[1]!.number, 2);
});

test('given jitter that reorders datagrams, when frames are streamed, then hardly anything is asked for in vain', () => {
  const pair = Pair.open({ seed: 8 });
  pair.b.channel.impairments.jitterUs = 20_000;
  const sent = stream(pair, 300, 20_000);
  assert.equal(pair.a.frames.length, 300);
  assert.deepEqual(
    numbersOf(pair.a.frames),
    sent.map((_, number) => number),
  );
  const { repairBytes, mediaBytes } = pair.b.connection.stats();
  assert.ok(repairBytes < 0.01 * mediaBytes, `${repairBytes} of ${mediaBytes}`);
});

test('given any loss, duplication and reordering, when frames are streamed, then each comes once, in order, intact, or is reported lost', () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: fc.nat(10_000),
        loss: fc.double({ min: 0, max: 0.3, noNaN: true }),
        duplicate: fc.double({ min: 0, max: 0.5, noNaN: true }),
        jitterUs: fc.nat(40_000),
        // Just before the wrap of the 32 bits on the wire, or anywhere.
        firstFrameNumber: fc.constantFrom(0, 2 ** 32 - 3, 2 ** 40),
        firstPacketNumber: fc.constantFrom(0, 2 ** 32 - 20, 2 ** 45),
      }),
      ({ seed, loss, duplicate, jitterUs, firstFrameNumber, firstPacketNumber }) => {
        const pair = Pair.open({ seed, b: { firstFrameNumber, firstPacketNumber } });
        Object.assign(pair.b.channel.impairments, { loss, duplicate, jitterUs });
        Object.assign(pair.a.channel.impairments, { loss, duplicate, jitterUs });
        const sent = stream(pair, 20, 5000);
        const first = firstFrameNumber % 2 ** 32;
        let next = first;
        for (const event of pair.a.events) {
          if (event.type !== 'frame' && event.type !== 'frame-lost') continue;
          const told = event.type === 'frame' ? event.frame.number : event.number;
          // Who hears of a track first behind the wrap counts from there.
          const number = told < first ? told + 2 ** 32 : told;
          // Frames before the first that came were never heard of.
          if (next === first && number > next) next = number;
          assert.equal(number, next);
          if (event.type === 'frame') assert.ok(sent[number - first]!.equals(event.frame.data));
          next += event.type === 'frame' ? 1 : event.count;
        }
        if (loss === 0) assert.equal(next, first + 20);
      },
    ),
    { numRuns: 40 },
  );
});

test('given a path slower than the media, when frames become stale in the queue, then whole ones are dropped and the rest is in time', () => {
  const pair = Pair.open({ b: { pacingBps: 5e6 } });
  const sent = stream(pair, 120, 20_000, 100_000);
  const { frames } = pair.a;
  const dropped = pair.b.of('frame-dropped').length;
  assert.ok(dropped > 40 && frames.length > 40);
  assert.equal(frames.length + dropped, sent.length);
  for (const frame of frames) {
    assert.ok(frame.completeUs - frame.capturedUs < 100_000 + 40_000, 'never begun late');
    assert.ok(sent[frame.number]!.equals(frame.data));
  }
  const lost = pair.a.of('frame-lost').reduce((sum, event) => sum + event.count, 0);
  assert.equal(lost, dropped, 'the receiver knows of each');
  assert.equal(pair.b.connection.stats().framesSent, frames.length);
});

test('given a large frame on its way, when sound is sent, then it overtakes at once', () => {
  const pair = Pair.open({ b: { pacingBps: 10e6 } });
  pair.sendFrame(pair.b, 1, noise(60_000));
  pair.run(5000);
  pair.sendFrame(pair.b, 2, noise(160));
  pair.run(1000);
  assert.deepEqual(
    pair.a.frames.map((frame) => frame.track),
    [2],
  );
});

test('given the pacing rate, when a frame is sent, then no burst is longer than a millisecond of it', () => {
  const pair = Pair.open({ b: { maxDatagramBytes: 1200, pacingBps: 40e6 } });
  const leftUs: number[] = [];
  pair.b.channel.lose = (datagram) => {
    if (datagram.length > 500) leftUs.push(pair.nowUs);
    return false;
  };
  pair.sendFrame(pair.b, 1, noise(60_000));
  pair.run(20_000);
  assert.equal(leftUs.length, 53);
  for (const [first, startUs] of leftUs.entries()) {
    const inOneMs = leftUs.filter((us) => us >= startUs && us < startUs + 1000).length;
    // 40 Mbit/s is 4.2 datagrams a millisecond; the one that exceeds the burst still goes, and the next burst may begin.
    assert.ok(inOneMs <= 10, `${inOneMs} datagrams in the millisecond after datagram ${first}`);
  }
  const spanUs = leftUs.at(-1)! - leftUs[0]!;
  assert.ok(spanUs > 10_500 && spanUs < 13_500, `${spanUs} µs for 12 ms of data`);
});

test('given an outage, when the path returns, then little was sent into it, and the first keyframe is delivered at once', () => {
  const pair = Pair.open();
  stream(pair, 10, 5000);
  pair.a.channel.cut = true;
  pair.b.channel.cut = true;
  stream(pair, 60, 5000);
  pair.a.channel.cut = false;
  pair.b.channel.cut = false;
  const before = pair.a.frames.length;
  const dropped = pair.b.connection.stats().framesDropped;
  const returnedUs = pair.nowUs;
  pair.runUntil(() => pair.b.connection.state === 'open');
  pair.sendFrame(pair.b, 1, noise(5000), 150_000, { keyframe: true });
  pair.runUntil(() => pair.a.frames.length > before);
  assert.ok(pair.nowUs - returnedUs < 20_000, `${pair.nowUs - returnedUs} µs`);
  const lost = pair.a.of('frame-lost').reduce((sum, event) => sum + event.count, 0);
  assert.ok(lost <= 16 && lost + dropped === 60, `${lost} lost, ${dropped} dropped`);
});

test('given nobody there, when frames are sent, then they are dropped and counted, and nothing leaves', () => {
  const pair = new Pair({ b: {} });
  assert.equal(pair.sendFrame(pair.a, 1, noise(1000)), -1);
  assert.equal(pair.a.connection.stats().framesDropped, 1);
  assert.equal(pair.a.connection.stats().sentBytes, 0);
});
