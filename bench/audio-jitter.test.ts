import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ArrivalLog, jitterMsOf, lostPctOf } from './audio/jitter/arrivals.ts';
import { replay } from './audio/jitter/replay.ts';
import { readRtpHead } from './audio/jitter/rtp.ts';
import { summaryOf } from './audio/jitter/summary.ts';

test('of what passes only RTP is noted, by its time, with what is lost', () => {
  const log = new ArrivalLog(2000);
  for (let number = 0; number < 1000; number++) {
    if (number % 50 === 49) continue;
    log.add(number * 10_000, rtp(65_000 + number, 4_294_967_000 + number * 480));
    log.add(number * 10_000, Uint8Array.of(0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  }
  const { arrivals } = log;
  assert.equal(arrivals.packetUs, 10_000);
  assert.equal(arrivals.numbers.at(-1), 998);
  assert.equal(lostPctOf(arrivals, 1e6, 9e6).toFixed(1), '2.0');
});

test('what RTCP, STUN and short datagrams hold is no sound', () => {
  const rtcp = rtp(1, 1);
  rtcp[1] = 200;
  assert.equal(readRtpHead(rtcp), undefined);
  assert.equal(readRtpHead(rtp(1, 1).subarray(0, 11)), undefined);
  assert.deepEqual(readRtpHead(rtp(7, 4_294_967_295)), {
    payloadType: 111,
    number: 7,
    timestamp: 4_294_967_295,
  });
});

test('an even stream is played with little delay, and what is lost of it is made up', () => {
  const numbers = Int32Array.from({ length: 2000 }, (_, number) => number).filter((n) => n % 40 !== 39);
  const atUs = Float64Array.from(numbers, (number) => 5e6 + number * 10_000);
  const voice = new Float32Array(96_000).map((_, i) => 0.2 * Math.sin((i >> 1) / 20));
  const summary = summaryOf(replay({ packetUs: 10_000, numbers, atUs }, voice), 10e6, 25e6)!;
  assert.ok(summary.delayMs > 0 && summary.delayMs < 15, `${summary.delayMs}`);
  assert.ok(Math.abs(summary.concealedPct - 2.5) < 0.2, `${summary.concealedPct}`);
});

test('jitter is how far the delays of what came in the time that counts are from their mean', () => {
  const numbers = Int32Array.from({ length: 1000 }, (_, number) => number);
  const packetUs = 10_000;
  const swinging = Float64Array.from(numbers, (n) => 7e6 + n * packetUs + (n % 2) * 6000);
  const even = Float64Array.from(numbers, (n) => 7e6 + n * packetUs);
  even[0]! -= 500_000;
  assert.equal(jitterMsOf({ packetUs, numbers, atUs: swinging }, 8e6, 16e6 - 1), 3);
  assert.equal(jitterMsOf({ packetUs, numbers, atUs: even }, 8e6, 16e6), 0);
});

function rtp(number: number, timestamp: number): Uint8Array {
  const datagram = new Uint8Array(40);
  const view = new DataView(datagram.buffer);
  view.setUint8(0, 0x90);
  view.setUint8(1, 111);
  view.setUint16(2, number & 0xffff);
  view.setUint32(4, timestamp >>> 0);
  return datagram;
}
