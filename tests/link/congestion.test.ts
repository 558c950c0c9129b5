import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mean, percentile, Stream, type Tenth } from './congestion/room.ts';

const sent = (tenths: readonly Tenth[]): number => mean(tenths.map(({ sentBps }) => sentBps));

for (const delayMs of [1, 20]) {
  test(`given a path of 20 Mbit/s with ${delayMs} ms each way, when it has 10 for a while, then the queue is gone within a second, most of what returns is used within three, and never much more is sent than fits`, () => {
    const stream = new Stream({
      mostBps: 30e6,
      firstBps: 18e6,
      network: {
        both: { delayMs },
        up: { bandwidthBps: 20e6, queueMs: 200 },
        // The network is a second older than the stream.
        events: [
          { atMs: 5000, up: { bandwidthBps: 10e6 } },
          { atMs: 9000, up: { bandwidthBps: 20e6 } },
        ],
      },
    });
    stream.run(3.9);
    const before = stream.latenciesMs.length;
    stream.run(5);
    const during = stream.latenciesMs.length;
    stream.run(8);
    const drained = stream.latenciesMs.slice(during);
    const worstMs = percentile(stream.latenciesMs.slice(before), 1);
    assert.ok(worstMs < 250, `${worstMs} ms at the worst`);
    assert.ok(percentile(drained, 0.95) < delayMs + 40, `${percentile(drained, 0.95)} ms once drained`);
    stream.run(12);
    const back = sent(stream.between(11, 12));
    assert.ok(back > 0.88 * 20e6, `${back} of 20e6`);
    for (let from = 1; from < 11; from += 0.1) {
      const offered = mean(
        stream.between(from, from + 1).map(({ atS }) => (atS > 4.05 && atS < 8.05 ? 10e6 : 20e6)),
      );
      assert.ok(sent(stream.between(from, from + 1)) < 1.25 * offered, `in the second from ${from}`);
    }
  });
}

test('given media that takes no notice of the target, when the path is too small for it, then whole pictures are dropped, hardly anything is repaired, and what comes is in time', () => {
  const stream = new Stream({
    mostBps: 20e6,
    obeys: false,
    network: { both: { delayMs: 20 }, up: { bandwidthBps: 14e6, queueMs: 100 } },
  });
  stream.run(8);
  const { framesDropped, repairBytes, mediaBytes } = stream.a.stats();
  assert.ok(framesDropped > 50 && stream.pictures > 150, `${framesDropped} dropped, ${stream.pictures} came`);
  assert.ok(repairBytes < 0.1 * mediaBytes, `${repairBytes} of ${mediaBytes}`);
  assert.ok(percentile(stream.latenciesMs, 1) < 230 && percentile(stream.latenciesMs, 0.99) < 200);
});

for (const queueMs of [40, 300]) {
  test(`given small pictures on a wide path, when little of it is left, with a queue of ${queueMs} ms, then the target gets there in two seconds, and back later`, () => {
    const stream = new Stream({
      mostBps: 3e6,
      network: {
        both: { delayMs: 10 },
        events: [
          { atMs: 5000, up: { bandwidthBps: 600e3, queueMs } },
          { atMs: 13_000, up: { bandwidthBps: 0 } },
        ],
      },
    });
    stream.run(11);
    const targets = stream.between(6.3, 11).map(({ targetBps }) => targetBps);
    assert.ok(Math.max(...targets) < 800e3, `${Math.max(...targets)}`);
    assert.ok(mean(targets) > 100e3, `${mean(targets)}`);
    stream.run(20);
    assert.ok(mean(stream.between(17, 20).map(({ targetBps }) => targetBps)) > 3e6);
  });
}

for (const maxDatagramBytes of [1200, 8952]) {
  test(`given datagrams of up to ${maxDatagramBytes} bytes and sound both ways, when a wide path has 400 kbit/s left for a minute, then most pictures come, sound is not lost, and it is wide again later`, () => {
    for (const seed of [1, 2, 3]) {
      const narrow = { bandwidthBps: 400e3, queueMs: 200 };
      const wide = { bandwidthBps: 0 };
      const stream = new Stream({
        mostBps: 4e6,
        leastBps: 150e3,
        fps: 30,
        maxDatagramBytes,
        talk: true,
        seed,
        network: {
          events: [
            { atMs: 4000, up: narrow, down: narrow },
            { atMs: 64_000, up: wide, down: wide },
          ],
        },
      });
      stream.run(30);
      const before = stream.pictures;
      stream.run(62);
      const perSecond = (stream.pictures - before) / 32;
      assert.ok(perSecond > 12, `${perSecond} of 30 pictures a second`);
      assert.ok(sent(stream.between(30, 62)) < 450e3);
      const lossPct = stream.b.stats().lossPct!;
      assert.ok(lossPct < 25, `${lossPct} %`);
      stream.run(75);
      assert.ok(stream.targetBps > 4e6, `${stream.targetBps}`);
    }
  });
}

for (const [what, up] of [
  ['5 % of loss', { lossPct: 5 }],
  ['20 ms of Pareto jitter with reordering', { jitterMs: 20, jitterShape: 'pareto', reorder: true }],
  ['20 ms of jitter in order', { jitterMs: 20 }],
] as const) {
  test(`given ${what} and no bottleneck, when 20 Mbit/s are streamed, then the target never falls below that`, () => {
    const stream = new Stream({ mostBps: 20e6, network: { both: { delayMs: 60 }, up } });
    stream.run(8);
    const least = Math.min(...stream.between(1, 8).map(({ targetBps }) => targetBps));
    assert.ok(least > 20e6, `${least}`);
    assert.equal(stream.a.stats().framesDropped, 0);
  });
}

test('given one TCP flow with CUBIC beside it, when both run for half a minute, then neither has less than half of its share', () => {
  const stream = new Stream({
    mostBps: 20e6,
    firstBps: 9e6,
    network: {
      both: { delayMs: 20 },
      up: { bandwidthBps: 10e6, queueMs: 60 },
      tcp: [{ direction: 'up', rttMs: 40, startMs: 4000 }],
    },
  });
  stream.run(35);
  const ours = mean(stream.between(10, 35).map(({ arrivedBps }) => arrivedBps));
  const theirs = stream.network.flows[0]!.goodputBps(1e9 + 11e6, 1e9 + 36e6);
  assert.ok(ours > 2.5e6 && theirs > 2.5e6, `${ours} and ${theirs}`);
});

test('given a narrow path, when rate is controlled by delay, by loss or not at all, then delay has the shortest delays', () => {
  const [delay, loss, fixed] = [tail('delay'), tail('loss'), tail('fixed')];
  assert.ok(delay < 70 && delay < loss / 2 && delay < fixed / 2, `${delay}, ${loss}, ${fixed} ms`);
});

/** 95th percentile of the latency of 12 Mbit/s on a path of 8, ms. */
function tail(congestion: 'delay' | 'loss' | 'fixed'): number {
  const stream = new Stream({
    congestion,
    mostBps: 12e6,
    network: { both: { delayMs: 20 }, up: { bandwidthBps: 8e6, queueMs: 300 } },
    lifetimeUs: 1e6,
  });
  stream.run(8);
  return percentile(stream.latenciesMs.slice(60), 0.95);
}
