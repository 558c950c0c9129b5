import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pair } from '../testing/pair.ts';
import { normal, seeded } from '../testing/random.ts';
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

/** Both ends of a pair with clocks that drift apart by `driftPpm`, on a path of 20 ms. */
function drifting(seed: number, driftPpm: number, deviationUs: number): Pair {
  const pair = new Pair({ seed });
  pair.a.skewUs = 5e9;
  pair.a.driftPpm = driftPpm / 2;
  pair.b.driftPpm = -driftPpm / 2;
  for (const { channel } of [pair.a, pair.b]) {
    Object.assign(channel.impairments, { delayUs: 20_000, deviationUs });
  }
  return pair;
}

/** By how much either side is wrong about the other's clock at worst, looked at ten times a second for `us`; in µs. */
function worstErrorUs(pair: Pair, us: number): number {
  const endUs = pair.nowUs + us;
  let worstUs = 0;
  while (pair.nowUs < endUs) {
    pair.run(100_000);
    const trueUs = pair.a.localUs(pair.nowUs) - pair.b.localUs(pair.nowUs);
    for (const [{ connection }, sign] of [[pair.b, 1] as const, [pair.a, -1] as const]) {
      worstUs = Math.max(worstUs, Math.abs(connection.stats().offsetMs! * 1000 - sign * trueUs));
    }
  }
  return worstUs;
}

test('given clocks that drift apart by up to 200 ppm and normal jitter of 5 ms, when half a minute has passed, then both sides know the other within 1 ms', () => {
  for (let seed = 1; seed <= 8; seed++) {
    const driftPpm = (seed - 4) * 50;
    const pair = drifting(seed, driftPpm, 5000);
    pair.run(30_000_000);
    const worstUs = worstErrorUs(pair, 90_000_000);
    assert.ok(worstUs < 1000, `seed ${seed}: ${worstUs} µs`);
    const known = pair.b.connection.stats().driftPpm;
    assert.ok(
      known !== null && Math.abs(known - driftPpm) < 10,
      `seed ${seed}: ${known} instead of ${driftPpm} ppm`,
    );
  }
});

test('given a queue that fills on one way only, or a longer path, when it comes and goes, then the offset stays', () => {
  for (let seed = 1; seed <= 4; seed++) {
    const pair = drifting(seed, 60, 300);
    pair.run(60_000_000);
    pair.b.channel.impairments.delayUs = 70_000;
    assert.ok(worstErrorUs(pair, 20_000_000) < 500, 'a queue of 50 ms');
    pair.b.channel.impairments.delayUs = 20_000;
    assert.ok(worstErrorUs(pair, 10_000_000) < 500);
    for (const end of [pair.a, pair.b]) end.channel.impairments.delayUs = 60_000;
    assert.ok(worstErrorUs(pair, 150_000_000) < 500, 'another way through the network');
  }
});

test('given an offset that has settled, when samples go on to scatter, then what is told never moves by more than 3 µs in a millisecond', () => {
  for (const [seed, driftPpm] of [
    [1, 100],
    [2, -100],
  ] as const) {
    const random = seeded(seed);
    const filter = new OffsetFilter();
    let [toldUs, worst] = [Number.NaN, 0];
    for (let nowUs = 0; nowUs < 120e6; nowUs += 1000) {
      if (nowUs % 50_000 === 0) {
        const there = Math.max(0, 20_000 + 5000 * normal(random));
        const back = Math.max(0, 20_000 + 5000 * normal(random));
        const came = nowUs - back + ((nowUs - back) * driftPpm) / 1e6;
        filter.add(nowUs - back - there, came, came, nowUs);
      }
      filter.tick(nowUs);
      if (filter.count > 101) worst = Math.max(worst, Math.abs(filter.offsetUs - toldUs));
      toldUs = filter.offsetUs;
    }
    assert.ok(worst < 3 && Math.abs(toldUs - 120 * driftPpm) < 1000, `${worst} µs`);
  }
});

test('given a clock whose rate is corrected, when that happens, then the offset follows within 2 ms and knows the new drift', () => {
  const pair = drifting(3, 0, 100);
  pair.run(60_000_000);
  pair.a.skewUs -= (pair.nowUs * 300) / 1e6;
  pair.a.driftPpm = 300;
  assert.ok(worstErrorUs(pair, 30_000_000) < 2000);
  assert.ok(worstErrorUs(pair, 60_000_000) < 300);
  assert.ok(Math.abs(pair.b.connection.stats().driftPpm! - 300) < 5);
});

test('given a peer that slept for an hour while its clock stood still, when it wakes, then its clock is known again within a second', () => {
  const pair = drifting(4, 40, 500);
  pair.run(30_000_000);
  pair.a.channel.cut = true;
  pair.b.channel.cut = true;
  pair.run(3_600_000_000);
  pair.a.skewUs -= 3_600_000_000;
  pair.a.channel.cut = false;
  pair.b.channel.cut = false;
  pair.run(2_500_000);
  assert.ok(worstErrorUs(pair, 10_000_000) < 1000);
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
