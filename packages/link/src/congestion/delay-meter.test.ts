import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SentPacket } from '../testing/sent-packets.ts';
import { DelayMeter } from './delay-meter.ts';

const packet = new SentPacket();

/** Packets every millisecond, whose delay is a function of the time, µs. */
function feed(meter: DelayMeter, fromUs: number, toUs: number, delayUs: (us: number) => number): void {
  for (let us = fromUs; us < toUs; us += 1000) meter.add(packet.set(us, us + delayUs(us)), 0);
}

test('given clocks that have nothing in common, when packets queue behind each frame but not for long, then no queue stands', () => {
  const meter = new DelayMeter();
  feed(meter, 0, 1e6, (us) => -7e9 + (us % 16_000));
  assert.equal(meter.standingUs, 0);
  assert.ok(Math.abs(meter.meanUs - 7500) < 3000, `${meter.meanUs}`);
});

test('given a queue that stays, when 60 ms went by, then it is known; and gone as soon as it is', () => {
  const meter = new DelayMeter();
  feed(meter, 0, 1e6, () => 20_000);
  feed(meter, 1e6, 1.06e6, (us) => 50_000 + (us % 3000));
  assert.equal(meter.standingUs, 30_000);
  feed(meter, 1.06e6, 1.062e6, () => 20_000);
  assert.equal(meter.standingUs, 0);
});

test('given a path that takes longer from now on, when ten seconds went by, then that is how long it takes', () => {
  const meter = new DelayMeter();
  feed(meter, 0, 1e6, () => 20_000);
  feed(meter, 1e6, 9e6, () => 60_000);
  assert.equal(meter.standingUs, 40_000);
  feed(meter, 9e6, 12e6, () => 60_000);
  assert.equal(meter.standingUs, 0);
});
