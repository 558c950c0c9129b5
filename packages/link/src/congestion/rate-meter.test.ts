import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SentPacket } from '../testing/sent-packets.ts';
import { RateMeter } from './rate-meter.ts';

const packet = new SentPacket();

function feed(meter: RateMeter, fromUs: number, toUs: number, everyUs: number): void {
  for (let us = fromUs; us < toUs; us += everyUs) meter.add(packet.set(0, us, 1250), 0);
}

test('given packets at 10 Mbit/s, when half a second went by, then that is the rate; and the peak outlasts it by about ten seconds', () => {
  const meter = new RateMeter();
  feed(meter, 5e9, 5e9 + 5e5, 1000);
  assert.ok(Math.abs(meter.bps - 10e6) < 3e5, `${meter.bps}`);
  feed(meter, 5e9 + 5e5, 5e9 + 8e6, 10_000);
  assert.ok(Math.abs(meter.bps - 1e6) < 1e5, `${meter.bps}`);
  assert.ok(meter.peakBps > 9.7e6);
  feed(meter, 5e9 + 8e6, 5e9 + 12e6, 10_000);
  assert.ok(meter.peakBps < 1.2e6, `${meter.peakBps}`);
});

test('given a pause longer than it looks back, when packets come again, then the pause counts as nothing', () => {
  const meter = new RateMeter();
  feed(meter, 1e9, 1e9 + 5e5, 1000);
  feed(meter, 1e9 + 3e6, 1e9 + 3.06e6, 1000);
  assert.ok(meter.bps < 3e6, `${meter.bps}`);
});
