import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pair } from '../testing/pair.ts';
import { LossMeter } from './loss-meter.ts';
import { OffsetFilter } from './offset-filter.ts';

test('given clocks that are hours apart and 5 ms of jitter, when a second has passed, then the offset is known within 1 ms', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const pair = new Pair({ seed });
    pair.a.skewUs = 7_200_000_000;
    for (const end of [pair.a, pair.b])
      Object.assign(end.channel.impairments, { delayUs: 20_000, jitterUs: 5000 });
    pair.run(2_000_000);
    const { offsetMs, rttMs } = pair.b.connection.stats();
    assert.ok(Math.abs(offsetMs! - 7_200_000) < 1, `seed ${seed}: ${offsetMs}`);
    assert.ok(Math.abs(pair.a.connection.stats().offsetMs! + 7_200_000) < 1);
    assert.ok(rttMs! > 40 && rttMs! < 50);
  }
});

test('given a frame from a portal whose clock differs, when it arrives, then the offset maps its times', () => {
  const pair = new Pair();
  pair.b.skewUs = 500_000_000;
  pair.runUntil(() => pair.a.connection.state === 'open');
  pair.run(500_000);
  pair.sendFrame(pair.b, 1, Buffer.from('frame'));
  pair.run(10_000);
  const [frame] = pair.a.frames;
  assert.ok(Math.abs(frame!.sentUs - frame!.offsetUs + 1000 - frame!.firstReceivedUs) < 20);
});

test('given a clock that drifts by 50 ppm, when minutes pass, then the offset follows within a millisecond', () => {
  const filter = new OffsetFilter();
  for (let nowUs = 0; nowUs < 300e6; nowUs += 100_000) {
    const offsetUs = nowUs * 50e-6;
    const backUs = nowUs + 20_000;
    filter.add(nowUs, nowUs + 10_000 + offsetUs, nowUs + 10_000 + offsetUs, backUs);
    assert.ok(Math.abs(filter.offsetUs - offsetUs) < 1000);
  }
});

test('given nonsense from a peer, when it is taken for a round trip, then the clock stays where it was', () => {
  const filter = new OffsetFilter();
  filter.add(0, 1000, 1000, 2000);
  filter.add(100, 50, 5_000_000, 200);
  filter.add(100, 50, 40, 200);
  assert.equal(filter.count, 1);
  assert.equal(filter.offsetUs, 0);
});

test('given every tenth packet missing, when the loss is asked for, then it is 10 %, and null while nothing is due', () => {
  const meter = new LossMeter();
  assert.equal(meter.lossPct(-1, 0), null);
  let highest = -1;
  let accepted = 0;
  for (let packet = 0; packet < 3000; packet++) {
    if (packet % 10 === 5) continue;
    meter.tick(packet * 1000, highest, accepted);
    highest = packet;
    accepted++;
  }
  assert.ok(Math.abs(meter.lossPct(highest, accepted)! - 10) < 0.5);
});
