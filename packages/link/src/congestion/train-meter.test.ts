import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seeded } from '../testing/random.ts';
import { SentPacket } from '../testing/sent-packets.ts';
import { TrainMeter, type TrainVerdict } from './train-meter.ts';

interface Trains {
  readonly count: number;
  /** Packets of 1200 bytes of a train, and how fast they leave. */
  readonly packets: number;
  readonly paceBps: number;
  /** What the path carries; infinity for no bottleneck. */
  readonly pathBps: number;
  readonly jitterUs?: (sentUs: number) => number;
}

/** Sends trains 16 ms apart through a bottleneck and returns every verdict with its figure. */
function run(meter: TrainMeter, trains: Trains): { verdict: TrainVerdict; bps: number }[] {
  const { count, packets, paceBps, pathBps, jitterUs = () => 0 } = trains;
  const packet = new SentPacket();
  const verdicts: { verdict: TrainVerdict; bps: number }[] = [];
  let freeUs = 0;
  for (let train = 0; train < count; train++) {
    for (let at = 0; at < packets; at++) {
      const sentUs = train * 16_000 + (at * 1200 * 8e6) / paceBps;
      freeUs = Math.max(freeUs, sentUs) + (1200 * 8e6) / pathBps;
      const verdict = meter.add(packet.set(sentUs, freeUs + 20_000 + jitterUs(sentUs)), 0);
      if (verdict !== 'none') verdicts.push({ verdict, bps: meter.bps });
    }
  }
  return verdicts;
}

test('given a bottleneck slower than the trains, when three of them came, then what it carries is known to a twentieth', () => {
  for (const pathBps of [2e6, 20e6, 200e6]) {
    const packets = pathBps / 125_000 / 2 / 8 + 4;
    const meter = new TrainMeter();
    meter.pauseUs = 5000;
    const [first] = run(meter, { count: 5, packets, paceBps: pathBps * 1.5, pathBps });
    assert.equal(first?.verdict, 'exact');
    assert.ok(Math.abs(first.bps / pathBps - 1) < 0.05, `${first.bps} of ${pathBps}`);
  }
});

test('given a path faster than the trains, when they come, then it is known to carry about what they left at', () => {
  for (const { verdict, bps } of run(new TrainMeter(), {
    count: 20,
    packets: 70,
    paceBps: 300e6,
    pathBps: 1e9,
  })) {
    assert.equal(verdict, 'least');
    assert.ok(bps > 240e6 && bps < 320e6, `${bps}`);
  }
});

test('given jitter of every packet by itself and no bottleneck, when trains come, then hardly any is taken for stretched', () => {
  const random = seeded(4);
  for (const packets of [3, 10, 70]) {
    const jitterUs = (): number => 11_500 * ((1 - random()) ** (-1 / 3) - 1);
    const verdicts = run(new TrainMeter(), {
      count: 2000,
      packets,
      paceBps: 300e6,
      pathBps: Number.POSITIVE_INFINITY,
      jitterUs,
    });
    const stretched = verdicts.filter(({ verdict }) => verdict === 'exact').length;
    assert.ok(stretched < 0.02 * verdicts.length, `${stretched} of ${verdicts.length}`);
  }
});

test('given packets that are not paced, when they come between, then they are no part of the train', () => {
  const meter = new TrainMeter();
  const packet = new SentPacket();
  for (let us = 0; us < 1e6; us += 5000) {
    assert.equal(meter.add(packet.set(us, us + 20_000, 200, false), 0), 'none');
  }
});
