import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BaseProbe } from './base-probe.ts';

/** Half a minute; `rtt` says what the round trip takes, and what of that is a queue that is known of, µs. Returns the seconds with a probe. */
function probed(
  probe: BaseProbe,
  rtt: (atS: number, share: number) => [rttUs: number, knownUs: number],
): number[] {
  const seconds: number[] = [];
  let share = 1;
  for (let us = 0; us < 30e6; us += 10_000) {
    share = probe.share(us, ...rtt(us / 1e6, share));
    if (share < 1) seconds.push(us / 1e6);
  }
  return seconds;
}

test('given a round trip that stays as it is, or a queue that is known of, when time goes on, then nothing is probed', () => {
  assert.deepEqual(
    probed(new BaseProbe(), () => [40_000, 0]),
    [],
  );
  assert.deepEqual(
    probed(new BaseProbe(), (s) => (s < 5 ? [40_000, 0] : [140_000, 100_000])),
    [],
  );
});

test('given a path that became longer, when it was probed once, then that is how it is', () => {
  const seconds = probed(new BaseProbe(), (s) => [s < 5 ? 20_000 : 120_000, 0]);
  assert.ok(seconds[0]! > 6.9 && seconds.at(-1)! < 8, `${seconds[0]} … ${seconds.at(-1)}`);
});

test('given a queue that is taken for the path, when less is sent, then it shows, and nothing more is probed', () => {
  let queueUs = 200_000;
  let isKnown = false;
  const seconds = probed(new BaseProbe(), (s, share) => {
    if (s < 5) return [20_000, 0];
    if (share < 1) queueUs = Math.max(0, queueUs - 6000);
    isKnown ||= queueUs < 100_000;
    return [20_000 + queueUs, isKnown ? queueUs : 0];
  });
  assert.ok(seconds.length > 20 && seconds.at(-1)! < 8, `${seconds[0]} … ${seconds.at(-1)}`);
  assert.equal(queueUs, 0);
});
